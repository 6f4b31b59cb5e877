/** Who is logged in, and where: what a request to the REST API needs beside its path. */
export interface RocketChatSession {
  /** As it was given, without a slash at its end. */
  readonly baseUrl: string
  readonly userId: string
  /** The token of this login: a secret. */
  readonly authToken: string
}

/** Where the methods of rooms are called: the transport that `rocketchat(…)` made, or a stand-in. */
export interface RocketChatServer {
  /**
   * Calls a realtime method on the transport's socket; a `Date` in parameters or result is a date of EJSON, and
   * `undefined` is what the server answers with nothing. Waits at most 10 s, a login that is under way included.
   * @throws RocketChatError if it was refused, had no answer in time, or there is no connection.
   */
  readonly call: (method: string, ...params: readonly unknown[]) => Promise<unknown>
  /**
   * The session of the login, waited for at most 10 s.
   * @throws RocketChatError if there is no connection, or it is a visitor's.
   */
  readonly session: () => Promise<RocketChatSession>
}
