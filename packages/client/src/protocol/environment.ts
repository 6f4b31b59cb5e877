/** What the page, or the app on a phone, and its network tell. */
export type EnvironmentEvent = 'online' | 'offline' | 'visible' | 'hidden' | 'pagehide' | 'pageshow'

/** Tells what the page and the network do; returns the way to end that. Nothing is listened to before (S16). */
export type Environment = (tell: (event: EnvironmentEvent) => void) => () => void
