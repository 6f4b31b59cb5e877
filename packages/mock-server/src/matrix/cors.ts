/** What Synapse sets on every answer (http/server.py): no `Max-Age`, and `Retry-After` not exposed. */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': 'X-Requested-With, Content-Type, Authorization, Date',
  'Access-Control-Expose-Headers': 'Synapse-Trace-Id, Server',
}

/** Headers of every answer of this face. */
export const MATRIX_HEADERS: Readonly<Record<string, string>> = {
  ...CORS_HEADERS,
  'Cache-Control': 'no-cache, no-store, must-revalidate',
  Server: 'nowtyping-mock-server',
}
