import { template, type Template } from './json-text.ts'

/** Answers of a Matrix server, right but for what stands between the marks. */
export const MATRIX_TEMPLATES: readonly Template[] = [
  '{"next_batch":«"s2"»}',
  '{"next_batch":"s2","rooms":«{}»}',
  '{"next_batch":"s2","rooms":{"join":«{}»,"leave":«{}»}}',
  '{"next_batch":"s2","rooms":{"join":{"!other:x":{"ephemeral":«{"events":[]}»}}}}',
  '{"next_batch":"s2","rooms":{"join":{"!other:x":{"ephemeral":{"events":«[]»}}}}}',
  '{"next_batch":"s2","rooms":{"join":{"!other:x":{"ephemeral":{"events":[{"type":«"m.typing"»,"content":«{"user_ids":[]}»}]}}}}}',
  '{"next_batch":«"s2"»,"rooms":{"join":{"!other:x":{"ephemeral":{"events":[{"type":"m.typing","content":{"user_ids":[«"@eve:x"»,«"@me:example.org"»]}}]}}}}}',
  '{"next_batch":"s2","rooms":{"join":{"__proto__":{"ephemeral":{"events":[{"type":"m.typing","content":{"user_ids":[«"@eve:x"»]}}]}}}}}',
  '{"next_batch":"s2","rooms":{"join":{"!..":{"ephemeral":{"events":[{"type":"m.typing","content":{"user_ids":["@eve:x","@\\u202ebob:x"]}}]}}}}}',
  '{"next_batch":"s2","__proto__":{"rooms":«{}»},"rooms":{"constructor":«{}»}}',
  '{"errcode":«"M_FORBIDDEN"»,"error":«"no"»}',
  '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":«1000»}',
  '{"errcode":"M_UNRECOGNIZED"}',
  '{"errcode":"M_USER_LOCKED","soft_logout":true}',
].map(template)

/** Answers of a Zulip server. */
export const ZULIP_TEMPLATES: readonly Template[] = [
  '{"user_id":«7»}',
  '{"queue_id":«"q"»,"last_event_id":«-1»}',
  '{"queue_id":"q2","last_event_id":-1,"zulip_feature_level":«400»,"event_queue_longpoll_timeout_seconds":«90»,"server_typing_started_expiry_period_milliseconds":«45000»,"server_typing_started_wait_period_milliseconds":«30000»,"server_typing_stopped_wait_period_milliseconds":«12000»}',
  '{"queue_id":"q3","last_event_id":0,"user_settings":«{}»,"realm_empty_topic_display_name":«"general"»,"realm_topics_policy":«"x"»}',
  '{"events":«[]»}',
  '{"events":[«{"type":"heartbeat","id":1}»,«{"type":"heartbeat","id":2}»]}',
  '{"events":[{"id":«5»,"type":«"typing"»,"op":«"start"»,"sender":«{"user_id":12}»,"message_type":«"stream"»,"stream_id":«2»,"topic":«"other"»}]}',
  '{"events":[{"id":6,"type":"typing","op":"start","sender":{"user_id":«12»},"message_type":"direct","recipients":[«{"user_id":7}»,{"user_id":«12»}]}]}',
  '{"events":[{"id":6,"type":"typing","op":"start","sender":{"user_id":12},"message_type":"stream","stream_id":2,"topic":"__proto__"}]}',
  '{"events":[{"id":7,"type":"typing_edit_message","op":"start","sender_id":«12»,"message_id":«99»}]}',
  '{"events":[{"id":8,"type":"user_settings","op":"update","property":«"twenty_four_hour_time"»,"value":«true»}]}',
  '{"events":[{"id":9,"type":"restart","zulip_feature_level":«401»}]}',
  '{"result":"error","code":«"BAD_REQUEST"»,"msg":«"no"»}',
  '{"result":"error","code":"RATE_LIMIT_HIT","retry-after":«1.5»}',
].map(template)

/** Frames of a Rocket.Chat server. */
export const ROCKETCHAT_TEMPLATES: readonly Template[] = [
  '{"msg":«"connected"»,"session":«"s"»}',
  '{"msg":"connected","session":"s"}',
  '{"msg":"failed","version":«"2"»}',
  '{"msg":"ping","id":«"1"»}',
  '{"msg":"pong","id":«"1"»}',
  '{"msg":"result","id":«"1"»,"result":«{"id":"me","token":"T"}»}',
  '{"msg":"result","id":"@last","result":«{"id":"me","token":"T"}»}',
  '{"msg":"result","id":"@last","result":«[{"_id":"UI_Use_Real_Name","value":true}]»}',
  '{"msg":"result","id":"@last","error":{"error":"not-allowed"}}',
  '{"msg":"result","id":"@last","error":{"error":403}}',
  '{"msg":"result","id":"@last","error":{"error":«403»,"reason":«"no"»,"details":«{"timeToReset":1000}»}}',
  '{"msg":"result","id":"@last","error":{"error":"too-many-requests","details":{"timeToReset":«1e999»}}}',
  '{"msg":"ready","subs":«["4"]»}',
  '{"msg":"nosub","id":«"4"»,"error":«{"error":"not-allowed"}»}',
  '{"msg":«"changed"»,"collection":«"stream-notify-room"»,"id":"id","fields":«{}»}',
  '{"msg":"changed","collection":"stream-notify-room","id":"id","fields":{"eventName":«"other/user-activity"»,"args":«["eve",["user-typing"],{}]»}}',
  '{"msg":"changed","collection":"stream-notify-room","id":"id","fields":{"eventName":"other/user-activity","args":[«"eve"»,«["user-typing"]»,«{}»]}}',
  '{"msg":"changed","collection":"stream-notify-room","id":"id","fields":{"eventName":"__proto__/user-activity","args":["eve",["user-typing"],{"tmid":«"t"»}]}}',
  '{"msg":"changed","collection":"stream-notify-room","id":"id","fields":{"eventName":"other/user-activity","args":["eve",["__proto__","constructor","user-typing"],{"tmid":"__proto__"}]}}',
  '{"msg":"changed","collection":"__proto__","id":"__proto__","fields":{"__proto__":«1»}}',
  '{"msg":"changed","collection":"stream-room-messages","id":"id","fields":{"eventName":"other","args":[{"u":«{"username":"eve"}»,"ts":{"$date":«1»},"_updatedAt":{"$date":«2»}}]}}',
  '{"msg":"changed","collection":"stream-notify-logged","id":"id","fields":{"eventName":"Users:NameChanged","args":[{"_id":"me","name":«"Me"»,"username":«"me2"»}]}}',
  '{"msg":"changed","collection":"stream-notify-all","id":"id","fields":{"eventName":"public-settings-changed","args":["updated",{"_id":"UI_Use_Real_Name","value":«true»}]}}',
  '{"msg":"added","collection":"users","id":«"me"»,"fields":{"username":«"me"»,"name":«"Me"»}}',
  '{"server_id":«"0"»}',
].map(template)
