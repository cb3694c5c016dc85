using System.Text;

namespace SentinelPerf.StartupHook;

/// <summary>The one file that the hook writes: whole or not at all, the first app to write it wins.</summary>
internal sealed class ReportFile(string path)
{
    public void Write(string json) => Place(path, json);

    /// <summary>Leaves the reason beside the file, so that the starter can say why no address came.</summary>
    public void WriteFailure(Exception e)
    {
        try
        {
            Place(path + ".error", e.GetType().Name + ": " + e.Message);
        }
#pragma warning disable CA1031 // Nowhere is left to report to, and the app must not notice.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    private static void Place(string path, string text)
    {
        var temporary = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        File.WriteAllText(temporary, text, new UTF8Encoding(false));
        try
        {
            File.Move(temporary, path);
        }
        catch (IOException)
        {
            File.Delete(temporary);
        }
    }
}
