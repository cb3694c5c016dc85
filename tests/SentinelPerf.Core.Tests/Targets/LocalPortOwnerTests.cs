using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class LocalPortOwnerTests
{
    [Fact]
    public void Inodes_Table_AreThoseOfListenersOnThePort()
    {
        string[] table =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000 100 0 0 10 0",
            "   1: 0100007F:1388 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4343 1 0000 100 0 0 10 0",
            "   2: 0100007F:1389 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4444 1 0000 100 0 0 10 0",
        ];

        LocalPortOwner.Inodes(table, 5000).ShouldBe(["4242"]);
    }
}
