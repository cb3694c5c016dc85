namespace SentinelPerf.Explanation;

internal static partial class FaultPatterns
{
    private static IEnumerable<FaultPattern> Data() =>
    [
        FaultPattern.Of("npgsql-pool", Severity.High, @"connection pool has been exhausted",
            "Free the PostgreSQL pool", "Dispose every NpgsqlConnection with await using and shorten transactions; then fit Maximum Pool Size in the connection string to max_connections of the server.", "https://www.npgsql.org/doc/connection-string-parameters.html"),
        FaultPattern.Of("sqlclient-pool", Severity.High, @"prior to obtaining a connection from the pool",
            "Free the SQL Server pool", "Dispose every SqlConnection with await using, look for connections that are held across awaits, then raise Max Pool Size in the connection string.", Learn + "sql/connect/ado-net/sql-server-connection-pooling"),
        FaultPattern.Of("postgres-clients", Severity.High, @"too many clients already|53300|remaining connection slots are reserved",
            "Share PostgreSQL's connections", "All instances together open more connections than max_connections: lower Maximum Pool Size per instance, or put PgBouncer between.", "https://www.postgresql.org/docs/current/runtime-config-connection.html"),
        FaultPattern.Of("mysql-clients", Severity.High, @"Too many connections",
            "Share the server's connections", "Lower Maximum Pool Size per instance or raise max_connections of the MySQL server.", "https://dev.mysql.com/doc/refman/8.4/en/too-many-connections.html"),
        FaultPattern.Of("postgres-deadlock", Severity.High, @"40P01|deadlock detected",
            "Lock rows in one order", "Update rows in the same order in every transaction, keep transactions short, and repeat the loser with EnableRetryOnFailure.", "https://www.postgresql.org/docs/current/explicit-locking.html"),
        FaultPattern.Of("sqlserver-deadlock", Severity.High, @"deadlock victim|deadlocked on lock",
            "Lock rows in one order", "Touch tables in the same order, turn on READ_COMMITTED_SNAPSHOT, and repeat the loser with EnableRetryOnFailure.", Learn + "sql/relational-databases/sql-server-deadlocks-guide"),
        FaultPattern.Of("lock-timeout", Severity.High, @"due to lock timeout|55P03|Lock request time out|Lock wait timeout exceeded",
            "Shorten transactions", "Commit before calling others, add the missing index for the WHERE of the update, and set lock_timeout on purpose.", "https://www.postgresql.org/docs/current/runtime-config-client.html"),
        FaultPattern.Of("command-timeout", Severity.High, @"Execution Timeout Expired|statement timeout|Timeout during reading attempt",
            "Make the query faster", "Look at the plan of the slow query (EXPLAIN ANALYZE, ToQueryString of EF Core), add its index, and only then raise CommandTimeout.", Learn + "ef/core/performance/efficient-querying"),
        FaultPattern.Of("sqlite-locked", Severity.High, @"database is locked|SQLite Error 5",
            "Let one writer in", "SQLite has one writer: set journal_mode=WAL and Default Timeout, serialise writes in a Channel, or use a server for concurrent writes.", Learn + "dotnet/standard/data/sqlite/database-errors"),
        FaultPattern.Of("dbcontext-shared", Severity.High, @"second operation was started on this context",
            "Do not share the DbContext", "A DbContext serves one unit of work: await every call, and use AddDbContextFactory where work runs in parallel.", Learn + "ef/core/dbcontext-configuration/#avoiding-dbcontext-threading-issues"),
        FaultPattern.Of("db-concurrency", Severity.Medium, @"DbUpdateConcurrencyException|expected to affect 1 row\(s\), but actually affected 0",
            "Handle the concurrency conflict", "Two requests changed the same row: catch DbUpdateConcurrencyException, reload, and repeat, or use ExecuteUpdateAsync.", Learn + "ef/core/saving/concurrency"),
        FaultPattern.Of("unique-violation", Severity.Medium, @"23505|duplicate key value violates|Cannot insert duplicate key",
            "Make the insert idempotent", "Generated requests repeat a key: use ON CONFLICT or MERGE, or give traffic.requests more values.", "https://www.postgresql.org/docs/current/sql-insert.html"),
        FaultPattern.Of("db-login", Severity.Critical, @"password authentication failed for user|Login failed for user|28P01",
            "Check the database's credentials", "The connection string's user or password is refused: check ConnectionStrings of this environment and how its secret is mounted.", Learn + "aspnet/core/security/app-secrets"),
        FaultPattern.Of("connection-string", Severity.Critical, @"ConnectionString property has not been initialized|Host can't be null|connection string .* not found|no connection string",
            "Set the connection string", "ConnectionStrings has no value in this environment: pass it through target.environment (ConnectionStrings__Name).", Learn + "aspnet/core/fundamentals/configuration/"),
        FaultPattern.Of("redis-timeout", Severity.High, @"RedisTimeoutException|Timeout (performing|awaiting response).*(IOCP|mgr)",
            "Find what holds up Redis", "Busy workers above Min in the message mean a starved thread pool, not Redis: await instead of blocking; else share one ConnectionMultiplexer and avoid large values.", "https://stackexchange.github.io/StackExchange.Redis/Timeouts"),
        FaultPattern.Of("redis-connect", Severity.High, @"not possible to connect to the redis server|RedisConnectionException",
            "Connect to Redis once", "Keep one ConnectionMultiplexer for the process, set AbortOnConnectFail=false, and check its endpoint.", "https://stackexchange.github.io/StackExchange.Redis/Basics"),
    ];

    private static IEnumerable<FaultPattern> Messaging() =>
    [
        FaultPattern.Of("kafka-queue-full", Severity.High, @"Local: Queue full|QueueFull",
            "Slow down or batch the producer", "Await ProduceAsync, or Flush when Produce reports Queue full; queue.buffering.max.messages and linger.ms set the buffer.", "https://docs.confluent.io/kafka-clients/dotnet/current/overview.html"),
        FaultPattern.Of("kafka-timeout", Severity.High, @"Local: Message timed out|Local: All broker connections are down|Local: Broker transport failure",
            "Reach the Kafka brokers", "Check bootstrap.servers and advertised.listeners, then message.timeout.ms; fail the request early instead of buffering.", "https://docs.confluent.io/kafka-clients/dotnet/current/overview.html"),
        FaultPattern.Of("rabbit-unreachable", Severity.High, @"BrokerUnreachableException|None of the specified endpoints were reachable",
            "Reach RabbitMQ", "Check HostName and Port of ConnectionFactory, and keep one IConnection for the process with AutomaticRecoveryEnabled.", "https://www.rabbitmq.com/client-libraries/dotnet-api-guide"),
        FaultPattern.Of("rabbit-closed", Severity.High, @"AlreadyClosedException|CHANNEL_ERROR|PRECONDITION_FAILED",
            "Use a channel per thread", "A channel that threads share is closed by the broker: one IChannel of CreateChannelAsync per publisher, and publisher confirms awaited.", "https://www.rabbitmq.com/client-libraries/dotnet-api-guide"),
    ];
}
