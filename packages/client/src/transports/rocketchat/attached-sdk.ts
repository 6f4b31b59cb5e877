/** A subscription that was asked for. */
export interface RocketChatStreamLike {
  /** Resolves when the server sends its events, rejects when it will not. */
  ready(): PromiseLike<unknown>
  stop(): unknown
}

/** The part of a `DDPSDK` of @rocket.chat/ddp-client that is used: that of version 1, or a stand-in. */
export interface RocketChatSdkLike {
  readonly connection: {
    readonly status: string
    on(event: 'connection' | 'connected', listener: (told: never) => void): () => void
  }
  readonly account: {
    readonly uid?: string | undefined
    readonly user?: { readonly username?: string | undefined } | undefined
    on(event: 'uid' | 'user', listener: (told: never) => void): () => void
  }
  readonly client: {
    callAsync(method: string, ...params: unknown[]): PromiseLike<unknown>
  }
  stream(name: 'notify-room', key: `${string}/user-activity`, listener: (...args: unknown[]) => void): RocketChatStreamLike
}
