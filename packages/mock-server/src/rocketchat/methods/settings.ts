import type { RocketChatParts } from '../parts.ts'
import type { Method } from './method.ts'

/** A setting that anybody may read. */
export interface PublicSetting {
  readonly _id: string
  readonly value: boolean | number | string
}

/** The settings anybody may read, as far as a chat client asks for them. */
export function publicSettings({ settings }: RocketChatParts): readonly PublicSetting[] {
  return [
    { _id: 'UI_Use_Real_Name', value: settings.useRealName },
    { _id: 'Accounts_AllowAnonymousRead', value: settings.allowAnonymousRead },
    { _id: 'DirectMesssage_maxUsers', value: settings.maxDirectMessageUsers },
    { _id: 'Message_AllowDirectMessagesToYourself', value: settings.allowDirectMessagesToYourself },
    { _id: 'Message_MaxAllowedSize', value: settings.maxMessageLength },
    { _id: 'API_Enable_CORS', value: settings.cors },
    { _id: 'Site_Name', value: 'Nowtyping mock server' },
  ]
}

/** What the server tells of itself. */
export const settingMethods: readonly Method[] = [
  {
    name: 'public-settings/get',
    op: 'settings',
    // With a date it tells what has changed since; nothing here ever does but by the control address.
    run: (call) =>
      call.params[0] instanceof Date ? { update: publicSettings(call), remove: [] } : publicSettings(call),
  },
]
