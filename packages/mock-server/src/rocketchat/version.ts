/** A release of Rocket.Chat: `major.minor.patch`. */
export type ServerVersion = `${number}.${number}.${number}`

/** Whether a text names a release. */
export function isServerVersion(text: string): text is ServerVersion {
  return /^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(text)
}

function numbersOf(version: string): readonly [major: number, minor: number, patch: number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return [major, minor, patch]
}

/** Whether a release is that one or a later one. */
export function isAtLeast(version: ServerVersion, bound: ServerVersion): boolean {
  const [major, minor, patch] = numbersOf(version)
  const [boundMajor, boundMinor, boundPatch] = numbersOf(bound)
  if (major !== boundMajor) return major > boundMajor
  return minor === boundMinor ? patch >= boundPatch : minor > boundMinor
}

/** What `/api/info` tells everybody: without the patch, from 5.0 on. */
export function publicVersionOf(version: ServerVersion): string {
  const [major, minor] = numbersOf(version)
  return isAtLeast(version, '5.0.0') ? `${major}.${minor}` : version
}

/** Which events a server of that release takes and hands out on `stream-notify-room` (notifications.module.ts). */
export function activityEventsOf(version: ServerVersion): readonly ('typing' | 'user-activity')[] {
  if (!isAtLeast(version, '4.0.0')) return ['typing']
  return isAtLeast(version, '6.0.0') ? ['user-activity'] : ['user-activity', 'typing']
}
