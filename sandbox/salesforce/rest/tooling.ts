import { textOf } from '../text.ts'
import { dataError, notFound } from '../errors.ts'
import { toId18 } from '../ids.ts'
import type { CustomField } from '../schema/catalog.ts'
import { customFieldDef } from '../schema/custom-field.ts'
import type { ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'

/** Objects whose custom fields are defined here; fields of Task and Event are defined on Activity. */
const PARENTS: ReadonlySet<string> = new Set([
  'Account',
  'Activity',
  'Campaign',
  'CampaignMember',
  'Contact',
  'Lead',
  'Opportunity',
  'OpportunityContactRole',
  'User',
])

/**
 * Makes a custom field from `{FullName: "Lead.Key__c", Metadata: {...}}`. Nobody sees it until field permissions exist.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm
 */
export function createCustomField(call: Call): ApiResponse {
  const body = isRecord(call.request.body) ? call.request.body : {}
  const [object = '', name = ''] = textOf(body['FullName']).split('.')
  const metadata = isRecord(body['Metadata']) ? body['Metadata'] : {}
  if (!PARENTS.has(object)) {
    const onActivity = object === 'Task' || object === 'Event'
    throw dataError(
      'INVALID_FIELD',
      `Entity Enumeration Or ID: bad value for restricted picklist field: ${object}${onActivity ? ' (use Activity)' : ''}`,
      ['FullName'],
    )
  }
  if (!/^[A-Za-z](?:_?[A-Za-z0-9])*__c$/.test(name) || name.length > 43) {
    throw dataError(
      'FIELD_INTEGRITY_EXCEPTION',
      `${object}.${name}: the field name can only contain letters, digits and single underscores, begin with a letter and end with __c`,
      ['FullName'],
    )
  }
  const { org } = call
  if (
    org.catalog.customFields.some(
      (entry) => entry.object === object && entry.def.name.toLowerCase() === name.toLowerCase(),
    )
  ) {
    throw dataError('DUPLICATE_DEVELOPER_NAME', `There is already a field named ${name.slice(0, -3)} on ${object}.`, [
      'DeveloperName',
    ])
  }
  const def = customFieldDef(name, metadata)
  const id = org.nextId('00N')
  const description = typeof metadata['description'] === 'string' ? metadata['description'] : null
  const created: CustomField = { id, object, description, required: metadata['required'] === true, metadata, def }
  org.catalog.setCustomFields([...org.catalog.customFields, created])
  const stamp = org.stamp()
  org.put('CustomField', {
    Id: id,
    DeveloperName: name.slice(0, -3),
    TableEnumOrId: object,
    FullName: `${object}.${name}`,
    ...(description === null ? {} : { Description: description.slice(0, 255) }),
    ...(def.length === 0 ? {} : { Length: def.length }),
    ManageableState: 'unmanaged',
    CreatedDate: stamp,
    CreatedById: call.userId,
    LastModifiedDate: stamp,
    LastModifiedById: call.userId,
    SystemModstamp: stamp,
  })
  org.schemaChanged()
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } }
}

function customField(call: Call): CustomField {
  const id = toId18(call.params[0] ?? '')
  const found = call.org.catalog.customFields.find((entry) => entry.id === id)
  if (!found) throw notFound()
  return found
}

export function readCustomField(call: Call): ApiResponse {
  const found = customField(call)
  return {
    status: 200,
    body: {
      attributes: {
        type: 'CustomField',
        url: `/services/data/v${call.version}/tooling/sobjects/CustomField/${found.id}`,
      },
      Id: found.id,
      DeveloperName: found.def.name.slice(0, -3),
      TableEnumOrId: found.object,
      FullName: `${found.object}.${found.def.name}`,
      Metadata: found.metadata,
    },
  }
}

/** Takes the field away at once; what rows hold stays unseen. */
export function deleteCustomField(call: Call): ApiResponse {
  const found = customField(call)
  const { org } = call
  org.catalog.setCustomFields(org.catalog.customFields.filter((entry) => entry !== found))
  org.purge('CustomField', found.id)
  org.schemaChanged()
  return { status: 204 }
}
