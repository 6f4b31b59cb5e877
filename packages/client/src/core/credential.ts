import { backoffMs } from './backoff.ts'

/**
 * What is known of my credentials.
 *
 * | phase | means |
 * |---|---|
 * | `none` | not asked yet, or asked in vain |
 * | `asking` | the callback was asked, once for all who wait |
 * | `held` | there is a token; `proven` once the server accepted it |
 * | `refused` | the server refused it and there is no other: nothing leaves until `connect()` |
 */
export type Credential =
  | { readonly phase: 'none'; readonly refusedToken: string | undefined; readonly askAt: number; readonly failures: number }
  | { readonly phase: 'asking'; readonly refusedToken: string | undefined; readonly failures: number }
  | { readonly phase: 'held'; readonly token: string; readonly proven: boolean; readonly refusedToken: string | undefined }
  | { readonly phase: 'refused' }

/** What happens to credentials. */
export type CredentialEvent =
  /** Something wants to leave. */
  | { readonly type: 'needed'; readonly now: number }
  | { readonly type: 'given'; readonly token: string }
  /** The callback threw: there may be a token later. */
  | { readonly type: 'withheld'; readonly now: number; readonly random: number }
  /** The server answered a request that carried this token, and did not refuse it. */
  | { readonly type: 'accepted'; readonly token: string }
  | { readonly type: 'refused'; readonly token: string }

/** The credentials afterwards; `ask` where the callback must be asked now. */
export interface CredentialStep {
  readonly credential: Credential
  readonly ask: boolean
}

/** Credentials of a client that has not connected. */
export const NO_CREDENTIAL: Credential = Object.freeze({
  phase: 'none',
  refusedToken: undefined,
  askAt: -Infinity,
  failures: 0,
})

/** One step: a refused token is exchanged once for a different one, which must then be accepted. */
export function stepCredential(credential: Credential, event: CredentialEvent): CredentialStep {
  const { phase } = credential
  switch (event.type) {
    case 'needed':
      if (phase !== 'none' || credential.askAt > event.now) return stay(credential)
      return ask(credential.refusedToken, credential.failures)
    case 'given': {
      if (phase !== 'asking') return stay(credential)
      const { refusedToken } = credential
      if (event.token === refusedToken || event.token === '') return stay({ phase: 'refused' })
      return stay({ phase: 'held', token: event.token, proven: false, refusedToken })
    }
    case 'withheld': {
      if (phase !== 'asking') return stay(credential)
      const { refusedToken, failures } = credential
      const askAt = event.now + backoffMs(failures, event.random)
      return stay({ phase: 'none', refusedToken, askAt, failures: failures + 1 })
    }
    case 'accepted':
      if (phase !== 'held' || credential.token !== event.token || credential.proven) return stay(credential)
      return stay({ phase: 'held', token: event.token, proven: true, refusedToken: undefined })
    case 'refused':
      // A late refusal of an older token says nothing of this one.
      if (phase !== 'held' || credential.token !== event.token) return stay(credential)
      if (!credential.proven && credential.refusedToken !== undefined) return stay({ phase: 'refused' })
      return ask(event.token, 0)
  }
}

function ask(refusedToken: string | undefined, failures: number): CredentialStep {
  return { credential: { phase: 'asking', refusedToken, failures }, ask: true }
}

function stay(credential: Credential): CredentialStep {
  return { credential, ask: false }
}
