import { stringMember } from '../../http/json.ts'
import { badRequest, forbidden, notFound } from '../errors.ts'
import { type Call, jsonBody, localUser, type Route, type RouteResult, type UserCall } from '../route.ts'

/** Longest display name, in UTF-16 code units (Synapse: MAX_DISPLAYNAME_LEN). */
const MAX_DISPLAY_NAME = 256

function displayNameOf({ hub, param }: Call): string {
  const user = hub.users.get(localUser(param('userId')))
  if (user === undefined) throw notFound('Profile was not found')
  return user.displayName
}

function getProfile(call: Call): RouteResult {
  return { body: { displayname: displayNameOf(call) } }
}

function putDisplayName(call: UserCall): RouteResult {
  const name = stringMember(jsonBody(call), 'displayname')
  if (name === undefined) throw badRequest('M_MISSING_PARAM', 'Missing params: displayname')
  if (name.length > MAX_DISPLAY_NAME) throw badRequest('M_UNKNOWN', 'Displayname is too long (max 256)')
  if (localUser(call.param('userId')) !== call.session.user) {
    throw badRequest('M_FORBIDDEN', "Cannot set another user's displayname")
  }
  call.hub.rename(call.session.user, name)
  return { body: {} }
}

function ownData({ param, session }: UserCall): { readonly user: string; readonly type: string } {
  if (localUser(param('userId')) !== session.user) throw forbidden('Cannot use account data of other users.')
  return { user: session.user, type: param('type') }
}

function getAccountData(call: UserCall): RouteResult {
  const { user, type } = ownData(call)
  const content = call.accountData.get(user, type)
  if (typeof content !== 'object' || content === null) throw notFound('Account data not found')
  return { body: content }
}

function putAccountData(call: UserCall): RouteResult {
  const { user, type } = ownData(call)
  call.accountData.put(user, type, jsonBody(call))
  return { body: {} }
}

/** What users say about themselves, and to themselves. */
export const profileRoutes: readonly Route[] = [
  { method: 'GET', path: '/profile/:userId', op: 'profile', access: 'anybody', handle: getProfile },
  { method: 'GET', path: '/profile/:userId/displayname', op: 'profile', access: 'anybody', handle: getProfile },
  { method: 'PUT', path: '/profile/:userId/displayname', op: 'profile:set', access: 'user', handle: putDisplayName },
  {
    method: 'GET',
    path: '/user/:userId/account_data/:type',
    op: 'account_data',
    access: 'user',
    handle: getAccountData,
  },
  {
    method: 'PUT',
    path: '/user/:userId/account_data/:type',
    op: 'account_data:set',
    access: 'user',
    handle: putAccountData,
  },
]
