/** The server has answered, and the answer is no. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal'
  /** HTTP status. */
  readonly status: number
  /** The server's own word for it, where it has one. */
  readonly code: string | undefined

  constructor(status: number, code?: string) {
    super(`unable to do this on the server; it answered ${status}`)
    this.status = status
    this.code = code
  }
}
