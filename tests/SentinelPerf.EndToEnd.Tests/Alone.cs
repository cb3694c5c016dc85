// Every test here measures something or starts programs: side by side they would spoil each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
