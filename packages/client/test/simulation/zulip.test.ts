import { describeSimulated } from './protocol-suite.ts'

describeSimulated('zulip', { usual: 60, hostile: 12, calm: 20 })
