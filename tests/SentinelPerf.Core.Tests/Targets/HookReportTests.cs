using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class HookReportTests
{
    [Fact]
    public void Parse_FullReport_HasEveryPart()
    {
        var report = HookReport.Parse("""
            {"schema":1,"pid":7,"runtime":".NET 10.0.12","addresses":["http://127.0.0.1:1"],"routes":[{"method":"GET","path":"/a/{id}","acceptsBody":true,"parameters":[
            {"name":"id","source":"path","type":"System.Int32","constraints":["int"],"optional":true,"default":"4"}]}],"openApi":"{}","errors":["routes: x"]}
            """);

        report.ProcessId.ShouldBe(7);
        report.Addresses.ShouldBe(["http://127.0.0.1:1"]);
        report.OpenApi.ShouldBe("{}");
        report.Errors.ShouldBe(["routes: x"]);
        var route = report.Routes.ShouldHaveSingleItem();
        (route.Method, route.Path, route.AcceptsBody, route.Source).ShouldBe(("GET", "/a/{id}", true, "startup-hook"));
        var parameter = route.Parameters.ShouldHaveSingleItem();
        (parameter.Name, parameter.Source, parameter.Type, parameter.Optional, parameter.Example).ShouldBe(("id", "path", "System.Int32", true, "4"));
        parameter.Constraints.ShouldBe(["int"]);
    }

    [Fact]
    public void Read_NoFileYet_IsNull() => HookReport.Read(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))).ShouldBeNull();
}
