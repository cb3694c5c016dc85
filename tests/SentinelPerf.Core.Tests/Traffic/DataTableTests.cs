using System.Text;
using System.Text.Json;
using SentinelPerf.Diagnostics;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Traffic;

public sealed class DataTableTests
{
    private static readonly string[] Cells = ["", "a", "1", " x ", "a,b", "\"", "say \"hi\"", "two\nlines", "two\r\nlines", "ä🪑", "{\"a\":[1]}", "null", "'", ";"];

    [Fact]
    public void Parse_CsvAsTheRfcWritesIt_GivesEveryCell()
    {
        var table = DataTable.Parse("users.csv", "\uFEFFid, name,\"note\"\r\n1,ann,\"a, \"\"b\"\"\nc\"\r\n\r\n2,bob,\r\n");
        table.Columns.ShouldBe(["id", "name", "note"]);
        table.RowCount.ShouldBe(2);
        Row(table, 0).ShouldBe(["1", "ann", "a, \"b\"\nc"]);
        Row(table, 1).ShouldBe(["2", "bob", ""]);
    }

    [Theory]
    [InlineData("a;b\n1;2,5", "2,5")]
    [InlineData("a\tb\n1\t2", "2")]
    [InlineData("a,b;c\n1,2", "2")]
    public void Parse_OtherSeparator_IsSeenInTheFirstLine(string text, string second) => DataTable.Parse("d.csv", text)[0, 1].ShouldBe(second);

    [Fact]
    public void Parse_AnyCells_ComeBack()
    {
        var random = new Random(20_250_102);
        for (var round = 0; round < 500; round++)
        {
            var columns = random.Next(2, 5);
            var rows = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Enumerable.Range(0, columns).Select(_ => Cells[random.Next(Cells.Length)]).ToArray()).ToList();
            var names = Enumerable.Range(0, columns).Select(c => $"c{c}").ToArray();
            var end = random.Next(2) == 0 ? "\n" : "\r\n";
            var csv = string.Join(end, rows.Prepend(names).Select(r => string.Join(',', r.Select(Quoted)))) + (random.Next(2) == 0 ? end : "");
            var json = JsonSerializer.Serialize(rows.Select(r => r.Select((cell, c) => (cell, c)).ToDictionary(x => names[x.c], x => x.cell)));
            foreach (var table in new[] { DataTable.Parse("d.csv", csv), DataTable.Parse("d.json", json) })
            {
                table.Columns.ShouldBe(names);
                Enumerable.Range(0, table.RowCount).Select(r => Row(table, r)).ShouldBe(rows, csv);
            }
        }
    }

    [Fact]
    public void Parse_AnyText_IsATableOrOneCodedProblemWithItsLine()
    {
        const string Pieces = "a,b;\"\n\r[]{}:1é \t\\u";
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(0, 25); n > 0; n--) text.Append(Pieces[random.Next(Pieces.Length)]);
            try
            {
                DataTable.Parse("/d/users.csv", text.ToString()).RowCount.ShouldBeGreaterThan(0);
            }
            catch (SentinelException bad)
            {
                var problem = bad.Problems.ShouldHaveSingleItem();
                (problem.Code, problem.File).ShouldBe(("SP3005", "/d/users.csv"));
                problem.Line.ShouldBeInRange(1, 1 + text.ToString().Count(c => c is '\n' or '\r'));
            }
        }
    }

    [Theory]
    [InlineData("", 1, "names no columns")]
    [InlineData("a,b\n", 1, "no rows")]
    [InlineData("a,b\n1,2\n\"x\ny\",2\n3\n", 5, "1 values where the first line names 2 (a, b)")]
    [InlineData("a,b\n1,2,3\n", 2, "3 values")]
    [InlineData("a,a\n1,2\n", 1, "'a' stands twice")]
    [InlineData("a,\n1,2\n", 1, "'' cannot be the name")]
    [InlineData("a,b\n1,2\n1,\"2\n", 3, "never closed")]
    [InlineData("a,b\n1,\"2\"x\n", 2, "text follows")]
    [InlineData("a,b\n1,x\"y\n", 2, "a quote stands inside")]
    [InlineData("{\"a\":1}", 1, "no list")]
    [InlineData("[]", 1, "no rows")]
    [InlineData("[\n1]", 2, "no object")]
    [InlineData("[\n{\"a\":1},\n{\"b\":1}]", 3, "has 'b', which the first one does not have")]
    [InlineData("[\n{\"a\":1,\"b\":2},\n{\"b\":1}]", 3, "has no 'a'")]
    [InlineData("[\n{\"a\":1,}\n{", 3, "not valid JSON")]
    public void Parse_WhatCannotBeUsed_NamesTheLine(string text, int line, string expected)
    {
        var problem = Should.Throw<SentinelException>(() => DataTable.Parse("users.csv", text)).Problems.ShouldHaveSingleItem();
        problem.Message.ShouldContain(expected);
        problem.Line.ShouldBe(line);
    }

    [Fact]
    public void Parse_JsonValues_AreAsInATemplate() =>
        Row(DataTable.Parse("d.json", """[{"a":"x","b":1.50,"c":true,"d":null,"e":[1, 2]}]"""), 0).ShouldBe(["x", "1.50", "true", "", "[1, 2]"]);

    private static string[] Row(DataTable table, int row) => [.. Enumerable.Range(0, table.Columns.Length).Select(c => table[row, c])];

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
