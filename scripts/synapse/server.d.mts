/** A Synapse that runs. */
export interface Synapse {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  /** Ends the process and begins another on the same port and database. */
  readonly restart: () => Promise<void>
  /** Ends the process and removes its files. */
  readonly stop: () => Promise<void>
}

/** How to start one. */
export interface SynapseOptions {
  /** The interpreter of the environment it is installed in. */
  readonly python: string
  /** Port on 127.0.0.1; 0, the default, takes any free one. */
  readonly port?: number
  /** Low limits on messages and log-ins, in place of none. */
  readonly low?: boolean
}

/** Starts a Synapse on 127.0.0.1 with an empty database. */
export declare function startSynapse(options: SynapseOptions): Promise<Synapse>
