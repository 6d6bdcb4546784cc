import { apiError, dataError, notFound } from '../errors.ts'
import { toId18 } from '../ids.ts'
import type { Org } from '../org.ts'
import { present } from '../records/present.ts'
import type { Row } from '../records/table.ts'
import type { ApiResponse, Call } from '../rest/api.ts'
import { isRecord } from '../rest/api.ts'
import { textOf } from '../text.ts'
import { capturable, entityOfEvent, eventOfEntity } from './channels.ts'
import { viewsAllData } from './permissions.ts'

const TYPE = 'PlatformEventChannelMember'
/** The standard channel: what the page in Setup shows. There are no custom channels here. */
const CHANNEL = 'ChangeEvents'

/** Objects whose changes are captured: the members of the standard channel. */
export function selectedEntities(org: Org): Set<string> {
  const entities = [...org.table(TYPE).rows()].map((row) => entityOfEvent(String(row['SelectedEntity'])))
  return new Set(entities.filter((entity) => entity !== null))
}

/** Makes exactly these the selected ones. */
export function selectEntities(org: Org, entities: readonly string[]): void {
  const wanted = new Set(entities)
  for (const row of org.table(TYPE).rows()) {
    const entity = entityOfEvent(String(row['SelectedEntity']))
    if (entity === null || !wanted.delete(entity)) org.purge(TYPE, String(row['Id']))
  }
  for (const entity of wanted) addMember(org, entity)
}

function addMember(org: Org, entity: string): string {
  const event = eventOfEntity(entity)
  const id = org.nextId('0v8')
  const stamp = org.stamp()
  org.put(TYPE, {
    Id: id,
    DeveloperName: `${CHANNEL}_${event.replaceAll('__', '_')}`,
    EventChannel: CHANNEL,
    SelectedEntity: event,
    ManageableState: 'unmanaged',
    CreatedDate: stamp,
    LastModifiedDate: stamp,
    SystemModstamp: stamp,
  })
  return id
}

/**
 * Selects an object, `{"FullName": "ChangeEvents_LeadChangeEvent", "Metadata": {"eventChannel": "ChangeEvents",
 * "selectedEntity": "LeadChangeEvent"}}`.
 * https://developer.salesforce.com/docs/platform/api-tooling/references/tooling-objects/tooling-platformeventchannelmember.html
 */
export function createMember(call: Call): ApiResponse {
  customizes(call)
  const { org } = call
  const body = isRecord(call.request.body) ? call.request.body : {}
  const metadata = isRecord(body['Metadata']) ? body['Metadata'] : {}
  const event = textOf(metadata['selectedEntity'])
  const entity = entityOfEvent(event)
  if (metadata['eventChannel'] !== CHANNEL) {
    throw dataError('INVALID_CROSS_REFERENCE_KEY', `no channel named ${textOf(metadata['eventChannel'])}`)
  }
  if (entity === null || !capturable(org, entity)) {
    throw dataError('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', `bad value for restricted picklist field: ${event}`, [
      'SelectedEntity',
    ])
  }
  const selected = selectedEntities(org)
  const { maxEntities } = org.settings.changeDataCapture
  if (selected.has(entity)) throw dataError('DUPLICATE_VALUE', `${event} is a member of ${CHANNEL} already`)
  if (selected.size >= maxEntities) {
    throw dataError('LIMIT_EXCEEDED', `at most ${maxEntities} entities can be selected for Change Data Capture`)
  }
  const id = addMember(org, entity)
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } }
}

export function readMember(call: Call): ApiResponse {
  const row = memberOf(call)
  const id = String(row['Id'])
  const fields = call.org.catalog.view(TYPE, call.userId)?.fields ?? []
  return {
    status: 200,
    body: {
      attributes: { type: TYPE, url: `/services/data/v${call.version}/tooling/sobjects/${TYPE}/${id}` },
      ...Object.fromEntries(fields.map((field) => [field.name, present(field, row)])),
      FullName: row['DeveloperName'],
      Metadata: { eventChannel: row['EventChannel'], selectedEntity: row['SelectedEntity'] },
    },
  }
}

export function deleteMember(call: Call): ApiResponse {
  customizes(call)
  call.org.purge(TYPE, String(memberOf(call)['Id']))
  return { status: 204 }
}

function memberOf(call: Call): Row {
  const row = call.org.table(TYPE).get(toId18(call.params[0] ?? '') ?? '')
  if (!row) throw notFound()
  return row
}

/** Asks for Customize Application, which administrators have. */
function customizes(call: Call): void {
  if (viewsAllData(call.org, call.userId)) return
  throw apiError(403, 'INSUFFICIENT_ACCESS', 'You do not have the level of access necessary to perform the operation.')
}
