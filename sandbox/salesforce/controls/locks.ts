import type { SandboxControl } from '../../core/types.ts'
import { toId18 } from '../ids.ts'
import type { Org } from '../org.ts'
import type { RecordLock } from '../rules/locks.ts'
import type { Body } from './read-body.ts'
import { bodies, count, oneOf, requiredText } from './read-body.ts'

/**
 * `GET|POST /__sandbox/locks`: records that somebody else is saving. A body, or each of a list:
 *   `{"recordId": "001…", "forMs": 5000}`, `{"recordId": "001…", "tries": 2}`, or neither: until
 *   `{"recordId": "001…", "release": true}`
 * Children of the record are held up as well unless `"holds": "record"`.
 */
export function locksControl(org: Org): SandboxControl {
  const read = () => ({ locks: org.rules.locks.filter(({ until }) => until === null || until > org.now()) })
  return {
    takes: '{recordId, forMs? or tries?, holds?: "record"|"record-and-children"}, {recordId, release: true}, or a list',
    read,
    write(body) {
      for (const lock of bodies(body, ['recordId', 'forMs', 'tries', 'holds', 'release'])) writeLock(org, lock)
      return read()
    },
  }
}

function writeLock(org: Org, body: Body): void {
  const recordId = toId18(requiredText(body, 'recordId'))
  if (recordId === null) throw new TypeError(`${String(body['recordId'])} is no record id`)
  const others = org.rules.locks.filter((lock) => lock.recordId !== recordId)
  if (body['release'] === true) {
    org.rules.change({ locks: others })
    return
  }
  const lock: RecordLock = {
    recordId,
    holds: oneOf(body['holds'] ?? 'record-and-children', ['record', 'record-and-children'], 'holds'),
    until: body['forMs'] === undefined ? null : org.now() + count(body['forMs'], 'forMs'),
    tries: body['tries'] === undefined ? null : count(body['tries'], 'tries'),
  }
  org.rules.change({ locks: lock.tries === 0 ? others : [...others, lock] })
}
