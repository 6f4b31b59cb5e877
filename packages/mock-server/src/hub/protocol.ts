/** The protocols one hub stands behind. */
export type Protocol = 'matrix' | 'rocketchat' | 'zulip'
