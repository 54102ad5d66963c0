// The bounds of naming, each with its reason.

/** The largest datagram: what passes through may be anything. */
export const maxUdpQueryBytes = 0xffff

/** What we say that we take over UDP, and send at most: fits everywhere without fragments (DNS Flag Day 2020). */
export const maxUdpAnswerBytes = 1232

/** Programs of one host; a descriptor each. */
export const maxTcpConnections = 256

/** Of one connection, which is not read while it has so many. */
export const maxPendingTcpAnswers = 100

/** RFC 7766 section 6.2.3 wants seconds. */
export const tcpIdleMs = 10_000

/** Of one client (its UDP port or its connection), so that one program leaves room for others. */
export const maxPendingOfClient = 256

/** Questions of programs that wait for somebody; each holds a few KB. */
export const maxPendingQueries = 4096

/** Questions on their way to upstreams: a descriptor each, of 1024 or more that a process may have. */
export const maxOpenQuestions = 768

/** Silence after which the next upstream is asked as well; thrice a usual round trip to a resolver. */
export const nextUpstreamMs = 300

/** How often the silent are asked again, later each time: 300, 600 and 1200 ms after the time before. */
export const roundsOfUpstreams = 4

/** Programs ask again themselves after 5 s (resolv.conf(5)). */
export const askForMs = 5000

/** Datagrams on one socket that are no answer to its question: then its port is known to an attacker, and given up. */
export const maxForgedAnswers = 8

/** How many ports of one question are given up so before the upstream is. */
export const maxForgedPorts = 8

/** The addresses of one family are there: how much longer those of the other may take (RFC 8305 section 3). */
export const otherFamilyMs = 50

/** After the answer for the program has come, how much longer its magic name may take. */
export const magicPatienceMs = 2000

/** A connect that has not ended by then is given up: longest is a trust question, 9 s (PROTOCOL section 4). */
export const connectPatienceMs = 10_000

/** Names of which we know whether they speak VIP. A browser's day has some thousands. */
export const maxFindings = 4096

/** RFC 2308 section 5 wants no more than hours; a host that begins to speak VIP must be found the same day. */
export const maxNegativeTtlSeconds = 3600

/** However long DNS allows: a host may get another address and another port. */
export const maxPositiveTtlSeconds = 300

/** RFC 2308 section 7.1: a failure is remembered shortly, so that a broken zone is not waited for each time. */
export const failureTtlSeconds = 5

/** A host's addresses that we try: PROTOCOL sends 8 endpoints at most, of two families. */
export const maxAddresses = 16

/** Links of a chain of CNAMEs that are followed; loops end here. */
export const maxCnameLinks = 8

/** Records of an answer that are looked at; more are a flood. */
export const maxRecords = 512

/** Answers for mapped names, each for one form of its question: programs of a host use a handful of forms. */
export const maxTemplates = 4096

/** A question with more bytes than a name and usual options is answered without a template. */
export const maxTemplateQueryBytes = 512

/** Zones whose servers are known; 4 servers each. */
export const maxZones = 256
export const maxZoneServers = 4

/** How long servers of a zone are believed, seconds: a home's address may change by the hour. */
export const maxZoneTtlSeconds = 300

/** How long they are asked at all, while newer ones are looked for: longer than a laptop sleeps at night. */
export const zoneKeptSeconds = 86_400

/** PROTOCOL section 7 asks them while packets wait: later than this the answer helps nobody. */
export const authoritativeMs = 2000
