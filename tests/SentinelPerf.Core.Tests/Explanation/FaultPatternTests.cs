using SentinelPerf.Core.Tests.Diagnosis;
using SentinelPerf.Diagnosis;
using SentinelPerf.Explanation;

namespace SentinelPerf.Core.Tests.Explanation;

public sealed class FaultPatternTests
{
    // As the programs really write them.
    public static TheoryData<string, string> Lines() => new()
    {
        { "npgsql-pool", "Npgsql.NpgsqlException (0x80004005): The connection pool has been exhausted, either raise 'Max Pool Size' (currently 100) or 'Timeout' (currently 15 seconds) in your connection string." },
        { "sqlclient-pool", "System.InvalidOperationException: Timeout expired.  The timeout period elapsed prior to obtaining a connection from the pool.  This may have occurred because all pooled connections were in use and max pool size was reached." },
        { "postgres-clients", "Npgsql.PostgresException (0x80004005): 53300: sorry, too many clients already" },
        { "mysql-clients", "MySqlConnector.MySqlException (0x80004005): Too many connections" },
        { "postgres-deadlock", "Npgsql.PostgresException (0x80004005): 40P01: deadlock detected" },
        { "sqlserver-deadlock", "Microsoft.Data.SqlClient.SqlException (0x80131904): Transaction (Process ID 61) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction." },
        { "lock-timeout", "Npgsql.PostgresException (0x80004005): 55P03: canceling statement due to lock timeout" },
        { "command-timeout", "Microsoft.Data.SqlClient.SqlException (0x80131904): Execution Timeout Expired.  The timeout period elapsed prior to completion of the operation or the server is not responding." },
        { "sqlite-locked", "Microsoft.Data.Sqlite.SqliteException (0x80004005): SQLite Error 5: 'database is locked'." },
        { "dbcontext-shared", "System.InvalidOperationException: A second operation was started on this context instance before a previous operation completed." },
        { "db-concurrency", "Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException: The database operation was expected to affect 1 row(s), but actually affected 0 row(s)" },
        { "unique-violation", "Npgsql.PostgresException (0x80004005): 23505: duplicate key value violates unique constraint \"pk_orders\"" },
        { "db-login", "Npgsql.PostgresException (0x80004005): 28P01: password authentication failed for user \"shop\"" },
        { "connection-string", "System.InvalidOperationException: The ConnectionString property has not been initialized." },
        { "redis-timeout", "StackExchange.Redis.RedisTimeoutException: Timeout performing GET (5000ms), next: GET cart:1, inst: 0, qu: 0, mgr: 10 of 10 available, IOCP: (Busy=0,Free=1000,Min=2,Max=1000), WORKER: (Busy=41,Free=32726,Min=2,Max=32767)" },
        { "redis-connect", "StackExchange.Redis.RedisConnectionException: It was not possible to connect to the redis server(s). Error connecting right now." },
        { "kafka-queue-full", "Confluent.Kafka.ProduceException`2[System.String,System.String]: Local: Queue full" },
        { "kafka-timeout", "%4|1718|FAIL|rdkafka#producer-1| [thrd:app]: Local: Message timed out" },
        { "rabbit-unreachable", "RabbitMQ.Client.Exceptions.BrokerUnreachableException: None of the specified endpoints were reachable" },
        { "rabbit-closed", "RabbitMQ.Client.Exceptions.AlreadyClosedException: Already closed: The AMQP operation was interrupted: AMQP close-reason, initiated by Peer, code=504, text='CHANNEL_ERROR - expected 'channel.open''" },
        { "token-expired", "Microsoft.IdentityModel.Tokens.SecurityTokenExpiredException: IDX10223: Lifetime validation failed. The token is expired." },
        { "token-signature", "Microsoft.IdentityModel.Tokens.SecurityTokenSignatureKeyNotFoundException: IDX10503: Signature validation failed. Token does not have a kid." },
        { "data-protection", "System.Security.Cryptography.CryptographicException: The key {5f0c8a6e-0000-4c1e-9d5e-3a1f2b3c4d5e} was not found in the key ring." },
        { "antiforgery", "Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException: The required antiforgery token was not provided in either form field or header value." },
        { "not-authenticated", "info: Microsoft.AspNetCore.Authentication.JwtBearer.JwtBearerHandler[12] AuthenticationScheme: Bearer was challenged." },
        { "certificate-expired", "System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid" },
        { "certificate-trust", "System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception." },
        { "http-client-timeout", "System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing." },
        { "circuit-open", "Polly.CircuitBreaker.BrokenCircuitException: The circuit is now open and is not allowing calls." },
        { "polly-timeout", "Polly.Timeout.TimeoutRejectedException: The operation didn't complete within the allowed timeout of '00:00:10'." },
        { "http2-calm", "System.Net.Http.HttpRequestException: The HTTP/2 server sent a GOAWAY with ENHANCE_YOUR_CALM (0xb)." },
        { "response-cut", "System.Net.Http.HttpIOException: The response ended prematurely. (ResponseEnded)" },
        { "body-too-large", "Microsoft.AspNetCore.Server.Kestrel.Core.BadHttpRequestException: Request body too large. The max request body size is 30000000 bytes." },
        { "body-too-slow", "Microsoft.AspNetCore.Server.Kestrel.Core.BadHttpRequestException: Reading the request body timed out due to data arriving too slowly. See MinRequestBodyDataRate." },
        { "status-429", "http-429 Too Many Requests" },
        { "status-503", "http-503 Service Unavailable" },
        { "status-502-504", "http-504 Gateway Time-out" },
        { "dns-unknown", "System.Net.Http.HttpRequestException: Name or service not known (stock:80)" },
        { "dns-busy", "System.Net.Sockets.SocketException (00000001, 11): Temporary failure in name resolution" },
        { "ports-used-up", "System.Net.Sockets.SocketException (99): Cannot assign requested address [::ffff:10.0.0.5]:443" },
        { "address-in-use", "System.IO.IOException: Failed to bind to address http://127.0.0.1:5000: address already in use." },
        { "refused", "System.Net.Http.HttpRequestException: Connection refused (localhost:6379)" },
        { "reset", "System.IO.IOException: Unable to read data from the transport connection: Connection reset by peer." },
        { "unreachable", "System.Net.Sockets.SocketException (101): Network is unreachable" },
        { "kestrel-heartbeat", "warn: Microsoft.AspNetCore.Server.Kestrel[22] As of \"03/14/2026 09:26:53\", the heartbeat has been running for \"00:00:03.2\" which is longer than \"00:00:01\". This could be caused by thread pool starvation." },
        { "open-files", "System.Net.Sockets.SocketException (24): Too many open files" },
        { "disk-full", "System.IO.IOException: No space left on device : '/var/log/app.log'" },
        { "file-shared", "System.IO.IOException: The process cannot access the file '/data/export.csv' because it is being used by another process." },
        { "access-denied", "System.UnauthorizedAccessException: Access to the path '/app/keys' is denied." },
        { "stack-overflow", "Stack overflow." },
        { "gc-heap-limit", "GC heap initialization failed with error 0x8007000E" },
        { "out-of-memory", "Unhandled exception. System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown." },
        { "oom-killed", "the target ended with exit code 137" },
        { "segfault", "Fatal error. System.AccessViolationException: Attempted to read or write protected memory." },
        { "no-threads", "Unhandled exception. System.OutOfMemory: Unable to create new native thread" },
        { "collection-modified", "System.InvalidOperationException: Collection was modified; enumeration operation may not execute." },
        { "non-concurrent", "System.InvalidOperationException: Operations that change non-concurrent collections must have exclusive access. A concurrent update was performed on this collection and corrupted its state." },
        { "json-cycle", "System.Text.Json.JsonException: A possible object cycle was detected. This can either be due to a cycle or if the object depth is larger than the maximum allowed depth of 64." },
        { "json-read", "System.Text.Json.JsonException: The JSON value could not be converted to System.Int32. Path: $.item | LineNumber: 0 | BytePositionInLine: 12." },
        { "scoped-from-root", "System.InvalidOperationException: Cannot resolve scoped service 'Shop.Api.ShopContext' from root provider." },
        { "not-registered", "System.InvalidOperationException: Unable to resolve service for type 'Shop.Api.IClock' while attempting to activate 'Shop.Api.Orders'." },
        { "options-invalid", "Microsoft.Extensions.Options.OptionsValidationException: DataAnnotation validation failed for 'ShopOptions' members: 'Url'" },
        { "disposed", "System.ObjectDisposedException: Cannot access a disposed context instance." },
        { "canceled", "System.Threading.Tasks.TaskCanceledException: A task was canceled." },
        { "null-reference", "System.NullReferenceException: Object reference not set to an instance of an object." },
        { "timeout", "System.TimeoutException: The operation has timed out." },
        { "invalid-operation", "InvalidOperationException" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Match_RealLine_IsKnown(string id, string line) => FaultPatterns.Match(line).ShouldNotBeNull().Id.ShouldBe(id);

    [Fact]
    public void All_EveryPattern_HasALineARemedyAndADocument()
    {
        FaultPatterns.All.Length.ShouldBeGreaterThanOrEqualTo(40);
        FaultPatterns.All.Select(p => p.Id).ShouldBe(Lines().Select(r => r.Data.Item1), ignoreOrder: true);
        // A remedy names a setting, an interface or a command: a word with an inner capital, a dot, an underscore or a dash.
        FaultPatterns.All.ShouldAllBe(p => p.Remedy.Link.StartsWith("https://", StringComparison.Ordinal) && System.Text.RegularExpressions.Regex.IsMatch(p.Remedy.Text, @"[a-z][A-Z]|\w[._-]\w|[A-Z]{3}"));
    }

    [Theory]
    [InlineData("GET /items", Severity.High, Severity.High)]
    [InlineData("POST /login", Severity.High, Severity.Critical)]
    [InlineData("POST /payments", Severity.Medium, Severity.High)]
    [InlineData("GET /billing/{id}", Severity.Critical, Severity.Critical)]
    [InlineData("GET /authors", Severity.High, Severity.High)]
    [InlineData(null, Severity.Medium, Severity.Medium)]
    public void On_RouteOfAccessOrMoney_WeighsMore(string? route, Severity severity, Severity raised) => FaultPatterns.On(route, severity).ShouldBe(raised);

    [Fact]
    public void Explain_CrashWithALineThatIsKnown_AdvisesOnItFirst()
    {
        var run = Scenarios.Crash;
        var result = RulesExplainer.Explain(new ExplanationInput(run.Diagnose(), run.Search(), run.Plan) { LastLines = ["Stack overflow.", "   at Shop.Pricing.Discount(Int32)"] });
        result.Recommendations[0].Title.ShouldBe("End the recursion");
        result.Recommendations[0].Severity.ShouldBe(Severity.Critical);
        result.Recommendations[0].Evidence.ShouldNotBeEmpty();
        result.Recommendations.Length.ShouldBe(3);
    }

    [Fact]
    public void Explain_ExceptionThatIsKnown_CitesIt()
    {
        var run = Scenarios.ExceptionOnset;
        var diagnosis = run.Diagnose();
        var result = RulesExplainer.Explain(new ExplanationInput(diagnosis, run.Search(), run.Plan));
        var evidence = diagnosis.Evidence.First(e => e.Signal == "dotnet.exceptions/request").Id;
        result.Recommendations.ShouldContain(r => r.Title == "Read the exception's message" && r.Evidence.Contains(evidence));
    }

    [Fact]
    public void Match_HostileLine_IsBounded() => FaultPatterns.Match(new string('a', 1_000_000) + "!").ShouldBeNull();
}
