/** One call as the journal keeps it. */
export interface CallRecord {
  readonly kind: 'connect' | 'method' | 'sub'
  /** Name of the method or publication, `*` where there is none of that name. */
  readonly name: string
  readonly op: string
  readonly user: string | undefined
  readonly room?: string | undefined
  readonly status: number
}
