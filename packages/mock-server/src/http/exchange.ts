import type { Protocol } from '../hub/protocol.ts'

/** One request, as far as a face needs to know it: no socket, so that a face also runs without one. */
export interface FaceRequest {
  readonly method: string
  /** Path below the face's base path, still percent-encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** The `Authorization` header as it came. */
  readonly authorization: string | undefined
  /** Any other header, by its name in lower case; the first where it came several times. */
  readonly header: (name: string) => string | undefined
  readonly body: Uint8Array
  /** Calls back when the client has gone before the answer; returns how to stop listening. */
  readonly onGone: (listener: () => void) => () => void
}

/** One answer; `body` is what the content type says it is. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a face says about a request for the journal. It never holds a token, a password or a text. */
export interface ExchangeNote {
  /** Pattern of the route that took it; `*` where none did. */
  readonly route: string
  readonly op: string
  readonly user?: string | undefined
  readonly room?: string | undefined
}

/** How an answer comes to its client, where it is not simply sent. */
export type Delivery =
  /** Not at all: the connection is cut, reset, or properly closed. */
  | { readonly kind: 'cut' | 'reset' | 'fin' }
  /** So many bytes of it, as if that were all, or as if more were to come, which is cut off or never comes. */
  | { readonly kind: 'truncate'; readonly bytes: number; readonly mode: 'valid' | 'broken' | 'stall' }
  /** In pieces of so many bytes, one after so many milliseconds. */
  | { readonly kind: 'drip'; readonly chunk: number; readonly ms: number }

/** An answer with its note. */
export interface FaceReply {
  readonly answer: Answer
  readonly note: ExchangeNote
  /** How the answer comes to the client; it is simply sent where there is none. */
  readonly delivery?: Delivery
  /** Faults that befell the request. */
  readonly faults?: readonly string[]
}

/** One protocol: everything below one base path. */
export interface Face {
  readonly protocol: Protocol
  /** Begins with a slash and does not end with one. */
  readonly basePath: string
  readonly handle: (request: FaceRequest) => Promise<FaceReply>
  /** What the request is about, before any of it is done. */
  readonly foresee: (request: FaceRequest) => Promise<ExchangeNote>
  /** How this protocol says that somebody may not come in. */
  readonly refuse: (reason: string) => Answer
  /** How this protocol says that a body is larger than the server reads. */
  readonly tooLarge: () => FaceReply
}

/** A finished exchange, as the journal keeps it. */
export interface Exchange {
  readonly protocol: Face['protocol']
  readonly method: string
  readonly note: ExchangeNote
  /** 0 where the client had gone before there was an answer. */
  readonly status: number
  /** When the request had come in, and when it was answered, in milliseconds of the server's clock. */
  readonly atMs: number
  readonly doneAtMs: number
  /** Faults that befell it. */
  readonly faults?: readonly string[]
}
