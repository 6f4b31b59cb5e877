import { emailOf } from '../directory.ts'
import { ZulipError } from '../errors.ts'
import { versionOf } from '../features.ts'
import type { Call, Route } from '../route.ts'

/** What anybody may know of the server. */
function getServerSettings({ configuration, request }: Call): object {
  const { featureLevel } = configuration.current
  const realm = `http://${request.header('host') ?? ''}/zulip`
  return {
    authentication_methods: { password: true, dev: true, email: true },
    external_authentication_methods: [],
    email_auth_enabled: true,
    require_email_format_usernames: true,
    push_notifications_enabled: false,
    is_incompatible: false,
    zulip_version: versionOf(featureLevel),
    zulip_feature_level: featureLevel,
    realm_name: 'nowtyping mock server',
    realm_url: realm,
    realm_uri: realm,
  }
}

function keyOf({ directory, accounts, note }: Call, email: string, password: string | undefined): object {
  const found = directory.userByEmail(email)
  if (found === undefined || (password !== undefined && found.user.password !== password)) {
    throw new ZulipError(401, 'AUTHENTICATION_FAILED', 'Your username or password is incorrect')
  }
  const { name } = found.user
  note({ user: name })
  return { api_key: accounts.apiKey(name), email: emailOf(name), user_id: found.id }
}

function postFetchApiKey(call: Call): object {
  const email = call.params.required('username')
  return keyOf(call, email, call.params.required('password'))
}

function postDevFetchApiKey(call: Call): object {
  return keyOf(call, call.params.required('username'), undefined)
}

/** The server itself, and how to come in. */
export const serverRoutes: readonly Route[] = [
  { method: 'GET', path: '/server_settings', op: 'server_settings', access: 'anybody', handle: getServerSettings },
  { method: 'POST', path: '/fetch_api_key', op: 'fetch_api_key', access: 'anybody', handle: postFetchApiKey },
  { method: 'POST', path: '/dev_fetch_api_key', op: 'fetch_api_key', access: 'anybody', handle: postDevFetchApiKey },
]
