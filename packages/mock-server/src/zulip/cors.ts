/** What Zulip's nginx sets under `/api/` (zulip-include-common/api_headers): nothing may be read but the body. */
export const ZULIP_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Authorization',
  'Access-Control-Allow-Methods': 'GET, POST, DELETE, PUT, PATCH, HEAD',
}
