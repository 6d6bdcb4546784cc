import type { ControlBody } from '../../core/control-body.ts'
import { anyObject, asksForSomething, controlBody } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { Org } from '../org.ts'
import type { Row } from '../records/table.ts'
import { userNamed, ADMIN_USERNAME } from '../rest/oauth.ts'
import type { DeliveryFaults } from './delivery.ts'
import { NO_FAULTS } from './delivery.ts'
import type { ChangeType } from './event.ts'
import { CHANGE_TYPES, NO_RECORD_ID } from './event.ts'
import type { Streaming } from './streaming.ts'

const PARTS = ['select', 'emit', 'gap', 'overflow', 'faults', 'forget', 'expireSessions']
const EVENT_PARTS = [
  'entity',
  'changeType',
  'recordIds',
  'body',
  'changedFields',
  'changeOrigin',
  'commitUser',
  'transactionKey',
  'sequenceNumber',
  'commitTimestamp',
]

/**
 * `/__sandbox/events`. GET lists the bus. POST does what its body names, any of:
 * `select: ["Lead", ...]` chooses the captured objects; `emit: {entity, changeType, recordIds, body?, changedFields?, ...}`
 * publishes any event; `gap: {entity, changeType: "UPDATE", recordIds}`; `overflow: {entity}`;
 * `faults: {drop, duplicate, reorder}` (shares; absent is 0); `forget: true` or a replay id up to which history goes;
 * `expireSessions: true` makes every CometD client unknown.
 */
export function eventControl(streaming: Streaming, org: Org): SandboxControl {
  const read = () => {
    const reader = String(userNamed(org, ADMIN_USERNAME)?.['Id'] ?? '')
    return {
      selected: streaming.selected(),
      newestReplayId: streaming.log.newestId,
      faults: streaming.delivery.faults,
      sessions: streaming.sessions.alive().map((session) => ({
        clientId: session.clientId,
        waiting: session.poll !== null,
        subscriptions: [...session.subscriptions.values()].map(({ name, position }) => ({ channel: name, position })),
      })),
      events: streaming.log
        .events()
        .map((event) => streaming.presenter.message(event, reader, '/data/ChangeEvents').data),
    }
  }
  return {
    takes:
      '{select: [object]}, {emit: {entity, changeType, recordIds, body?, …}}, {gap: {entity, changeType, recordIds}}, {overflow: {entity}}, {faults: {drop, duplicate, reorder}}, {forget: true or replay id} or {expireSessions: true}',
    read,
    write(body) {
      const asked = controlBody(body, PARTS)
      asksForSomething(asked, PARTS)
      if (asked['select'] !== undefined) streaming.select(texts(asked['select'], 'select'))
      if (asked['faults'] !== undefined)
        streaming.delivery.faults = faultsIn(controlBody(asked['faults'], Object.keys(NO_FAULTS), 'faults'))
      if (asked['emit'] !== undefined) emit(streaming, controlBody(asked['emit'], EVENT_PARTS, 'emit'))
      if (asked['gap'] !== undefined) emit(streaming, gapOf(controlBody(asked['gap'], EVENT_PARTS, 'gap')))
      if (asked['overflow'] !== undefined) {
        emit(streaming, {
          ...controlBody(asked['overflow'], EVENT_PARTS, 'overflow'),
          changeType: 'GAP_OVERFLOW',
          recordIds: [NO_RECORD_ID],
        })
      }
      if (asked['forget'] === true) streaming.log.forget()
      else if (typeof asked['forget'] === 'number') streaming.log.forget(asked['forget'])
      if (asked['expireSessions'] === true) streaming.sessions.expireAll()
      return read()
    },
  }
}

function gapOf(asked: ControlBody): ControlBody {
  const kind = text(asked['changeType'], 'changeType').replace(/^GAP_/, '')
  return { ...asked, changeType: `GAP_${kind}`, body: {}, changedFields: [] }
}

function emit(streaming: Streaming, asked: ControlBody): void {
  const body = anyObject(asked['body'] ?? {}, 'body of the event') as Row
  const changeType = changeTypeIn(asked['changeType'])
  const changed = asked['changedFields'] ?? (changeType === 'UPDATE' ? Object.keys(body) : [])
  const [draft] = streaming.capture.numbered([
    {
      entity: text(asked['entity'], 'entity'),
      changeType,
      recordIds: texts(asked['recordIds'], 'recordIds'),
      changeOrigin: typeof asked['changeOrigin'] === 'string' ? asked['changeOrigin'] : '',
      commitUser: typeof asked['commitUser'] === 'string' ? asked['commitUser'] : NO_RECORD_ID,
      changedFields: texts(changed, 'changedFields'),
      body,
      diffs: {},
    },
  ])
  if (draft) {
    const { transactionKey: key, sequenceNumber: place, commitTimestamp: at } = asked
    streaming.publish([
      {
        ...draft,
        ...(typeof key === 'string' ? { transactionKey: key } : {}),
        ...(typeof place === 'number' ? { sequenceNumber: place } : {}),
        ...(typeof at === 'number' ? { commitTimestamp: at } : {}),
      },
    ])
  }
}

function faultsIn(asked: ControlBody): DeliveryFaults {
  const share = (name: keyof DeliveryFaults): number => {
    const value = asked[name] ?? NO_FAULTS[name]
    if (typeof value === 'number' && value >= 0 && value <= 1) return value
    throw new TypeError(`${name} must be a share from 0 to 1`)
  }
  return { drop: share('drop'), duplicate: share('duplicate'), reorder: share('reorder') }
}

function changeTypeIn(value: unknown): ChangeType {
  const known = CHANGE_TYPES.find((type) => type === value)
  if (known) return known
  throw new TypeError(`changeType must be one of ${CHANGE_TYPES.join(', ')}`)
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`${name} must be a text`)
}

function texts(value: unknown, name: string): string[] {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value
  throw new TypeError(`${name} must be a list of texts`)
}
