interface Sent {
  readonly target: unknown
  readonly typing: boolean
}

/** What a client told its server, such as `start general`. */
export function spoken(sent: readonly Sent[]): readonly string[] {
  return sent.map(({ target, typing }) => `${typing ? 'start' : 'stop'} ${typeof target === 'string' ? target : JSON.stringify(target)}`)
}
