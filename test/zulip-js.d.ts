// zulip-js brings no types. These are of what the test uses, as its lib/ behaves.
declare module 'zulip-js' {
  /** Who one is; a password is exchanged for a key at once. */
  interface Config {
    readonly realm: string
    readonly username: string
    readonly apiKey?: string | undefined
    readonly password?: string
  }

  /** Arrays are written as JSON, anything else as text. */
  type Params = Readonly<Record<string, unknown>>

  /** What the server answered, whatever its status. */
  type Answer = Promise<unknown>

  interface Client {
    readonly config: Config
    readonly callEndpoint: (endpoint: string, method: string, params?: Params) => Answer
    readonly events: { readonly retrieve: (params: Params) => Answer }
    readonly messages: { readonly retrieve: (params: Params) => Answer; readonly send: (params: Params) => Answer }
    readonly queues: { readonly register: (params: Params) => Answer; readonly deregister: (params: Params) => Answer }
    readonly server: { readonly settings: () => Answer }
    readonly streams: {
      readonly retrieve: () => Answer
      readonly subscriptions: { readonly retrieve: () => Answer }
      readonly topics: { readonly retrieve: (params: Params) => Answer }
    }
    readonly typing: { readonly send: (params: Params & { readonly to: unknown }) => Answer }
    readonly users: { readonly retrieve: () => Answer; readonly me: { readonly getProfile: () => Answer } }
  }

  export default function zulip(config: Config): Promise<Client>
}
