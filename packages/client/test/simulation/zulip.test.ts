import { describeSimulated } from './protocol-suite.ts'

describeSimulated('zulip', { usual: 140, hostile: 10, calm: 20 })
