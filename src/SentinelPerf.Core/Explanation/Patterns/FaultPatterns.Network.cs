namespace SentinelPerf.Explanation;

internal static partial class FaultPatterns
{
    private static IEnumerable<FaultPattern> Security() =>
    [
        FaultPattern.Of("token-expired", Severity.High, @"IDX10223|token is expired|SecurityTokenExpiredException",
            "Renew the token", "The token of the run is too short-lived: use target.auth.clientCredentials or a longer lifetime, and check ClockSkew of TokenValidationParameters.", Learn + "aspnet/core/security/authentication/configure-jwt-bearer-authentication"),
        FaultPattern.Of("token-signature", Severity.High, @"IDX10500|IDX10501|IDX10503|Signature validation failed|SecurityTokenSignatureKeyNotFoundException",
            "Check the signing keys", "The issuer's keys are not those of the token: check Authority and MetadataAddress of AddJwtBearer, and that the keys can be fetched.", Learn + "aspnet/core/security/authentication/configure-jwt-bearer-authentication"),
        FaultPattern.Of("data-protection", Severity.High, @"was not found in the key ring|CryptographicException.*(protect|key)",
            "Share the data protection keys", "Instances have different keys: PersistKeysToFileSystem (or to a database or Redis) and SetApplicationName for all.", Learn + "aspnet/core/security/data-protection/configuration/overview"),
        FaultPattern.Of("antiforgery", Severity.Medium, @"antiforgery token",
            "Send the antiforgery token", "Generated requests have none: extract it in traffic.flows, or test the endpoint with DisableAntiforgery in the profile under test.", Learn + "aspnet/core/security/anti-request-forgery"),
        FaultPattern.Of("not-authenticated", Severity.Medium, @"was not authenticated|AuthenticationScheme: \S+ was (challenged|forbidden)|\b401\b|Authorization failed",
            "Authenticate the run", "Requests are refused for their identity: set target.auth, and check the endpoint's policy in AddAuthorization.", Learn + "aspnet/core/security/authorization/policies"),
        FaultPattern.Of("certificate-expired", Severity.Critical, @"NotTimeValid|certificate has expired",
            "Renew the certificate", "Replace the certificate of the service that is called, and reload it without a restart (ServerCertificateSelector).", Learn + "dotnet/core/extensions/sslstream-best-practices"),
        FaultPattern.Of("certificate-trust", Severity.High, @"SSL connection could not be established|RemoteCertificateNameMismatch|UntrustedRoot|PartialChain|remote certificate (is|was)",
            "Trust the right certificate", "Install the authority's certificate (SSL_CERT_DIR in a container) or call the name that stands in the certificate; do not switch validation off.", Learn + "dotnet/core/extensions/sslstream-troubleshooting"),
    ];

    private static IEnumerable<FaultPattern> Http() =>
    [
        FaultPattern.Of("http-client-timeout", Severity.High, @"HttpClient\.Timeout|configured HttpClient",
            "Bound outgoing calls on purpose", "An outgoing call took longer than HttpClient.Timeout: measure the dependency, and set a shorter AttemptTimeout with AddStandardResilienceHandler.", Learn + "dotnet/core/resilience/http-resilience"),
        FaultPattern.Of("circuit-open", Severity.Medium, @"BrokenCircuitException|circuit is now open",
            "Mend what opened the circuit", "The breaker does its work: look at the failures before it, and give the caller a fallback (AddFallback) instead of the exception.", "https://www.pollydocs.org/strategies/circuit-breaker"),
        FaultPattern.Of("polly-timeout", Severity.High, @"TimeoutRejectedException|didn't complete within the allowed timeout",
            "Fit the timeout to the call", "Polly gave up on a call: compare TimeoutStrategyOptions.Timeout with the dependency's own percentile under load.", "https://www.pollydocs.org/strategies/timeout"),
        FaultPattern.Of("http2-calm", Severity.High, @"ENHANCE_YOUR_CALM|GOAWAY|RST_STREAM|HTTP/2 error code",
            "Open more HTTP/2 connections", "The other side ends streams: set EnableMultipleHttp2Connections on SocketsHttpHandler and look at MaxStreamsPerConnection of Kestrel.", Learn + "aspnet/core/grpc/performance"),
        FaultPattern.Of("response-cut", Severity.High, @"response ended prematurely|ResponseEnded",
            "Close idle connections first", "The other side closed a pooled connection: set PooledConnectionIdleTimeout of SocketsHttpHandler below its keep-alive time.", Learn + "dotnet/fundamentals/networking/http/httpclient-guidelines"),
        FaultPattern.Of("body-too-large", Severity.Medium, @"Request body too large|\b413\b",
            "Fit the body limit", "Raise MaxRequestBodySize of Kestrel (or RequestSizeLimit on the endpoint), or stream the upload.", Learn + "aspnet/core/fundamentals/servers/kestrel/options"),
        FaultPattern.Of("body-too-slow", Severity.Medium, @"data arriving too slowly|MinRequestBodyDataRate",
            "Look at the machine, not the client", "Loopback data does not arrive slowly by itself: the thread pool or CPU is short; MinRequestBodyDataRate of Kestrel only reports it.", Learn + "aspnet/core/fundamentals/servers/kestrel/options"),
        FaultPattern.Of("status-429", Severity.Medium, @"\b429\b|Too Many Requests|http-429",
            "Check the rate limit", "Compare PermitLimit and Window of AddRateLimiter with the traffic that is expected, and partition by user.", Learn + "aspnet/core/performance/rate-limit"),
        FaultPattern.Of("status-503", Severity.High, @"\b503\b|Service Unavailable|http-503",
            "Find who rejects", "Look for AddConcurrencyLimiter, a health check that fails under load, or Limits.MaxConcurrentConnections of Kestrel.", Learn + "aspnet/core/performance/rate-limit"),
        FaultPattern.Of("status-502-504", Severity.High, @"\b50[24]\b|Bad Gateway|Gateway Time-?out|http-50[24]",
            "Look behind the proxy", "A proxy gave up on what it forwards to: compare its timeout (ActivityTimeout of YARP, proxy_read_timeout of nginx) with the service's latency.", Learn + "aspnet/core/fundamentals/servers/yarp/timeouts"),
    ];

    private static IEnumerable<FaultPattern> Network() =>
    [
        FaultPattern.Of("dns-unknown", Severity.High, @"Name or service not known|No such host is known|nodename nor servname",
            "Correct the host name", "The name of a dependency does not resolve here: check its address in target.environment or appsettings.json.", Learn + "dotnet/fundamentals/networking/networking-overview"),
        FaultPattern.Of("dns-busy", Severity.High, @"Temporary failure in name resolution|EAI_AGAIN|Try again.*resol",
            "Resolve names less often", "The resolver is overrun: reuse connections (PooledConnectionLifetime of SocketsHttpHandler), lower ndots in Kubernetes.", Learn + "dotnet/fundamentals/networking/http/httpclient-guidelines"),
        FaultPattern.Of("ports-used-up", Severity.High, @"Cannot assign requested address|EADDRNOTAVAIL|Only one usage of each socket address",
            "Reuse outgoing connections", "Local ports are used up by short connections: one HttpClient or IHttpClientFactory, keep-alive on, await every body.", Learn + "dotnet/fundamentals/networking/http/httpclient-guidelines"),
        FaultPattern.Of("address-in-use", Severity.Critical, @"address already in use|Failed to bind to address",
            "Free the port", "Another process listens there: remove the fixed UseUrls or Kestrel endpoint for the run, SentinelPerf passes a free one in ASPNETCORE_URLS.", Learn + "aspnet/core/fundamentals/servers/kestrel/endpoints"),
        FaultPattern.Of("refused", Severity.High, @"Connection refused|actively refused|ECONNREFUSED",
            "Start what is called", "Nothing listens at the dependency's address, or its backlog is full: check that it runs, and Limits.MaxConcurrentConnections of its server.", Learn + "dotnet/fundamentals/networking/telemetry/metrics"),
        FaultPattern.Of("reset", Severity.High, @"Connection reset by peer|forcibly closed|ECONNRESET|Broken pipe",
            "See who closes connections", "The other side closed a connection in use: look at its log and limits, and retry idempotent calls with AddStandardResilienceHandler.", Learn + "dotnet/core/resilience/http-resilience"),
        FaultPattern.Of("unreachable", Severity.High, @"Network is unreachable|No route to host|EHOSTUNREACH",
            "Check the route to the dependency", "The address cannot be reached from here: check network policies and the proxy settings (HTTP_PROXY, NO_PROXY).", Learn + "dotnet/fundamentals/networking/networking-overview"),
        FaultPattern.Of("kestrel-heartbeat", Severity.High, @"heartbeat has been running for|could be caused by thread pool starvation",
            "Await instead of blocking", "Kestrel's own timer got no thread: look for Task.Result, Task.Wait and synchronous I/O with dotnet-stack report.", Learn + "dotnet/core/diagnostics/debug-threadpool-starvation"),
    ];
}
