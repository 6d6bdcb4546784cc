import type { FieldDef } from '../fields.ts'
import { field, parseFields } from '../fields.ts'
import * as activities from './activities.ts'
import type { Currencies } from './currency.ts'
import { CURRENCY_TYPE_FIELDS, currencyField, DATED_CONVERSION_RATE_FIELDS, WITH_CURRENCY } from './currency.ts'
import { EMAIL_MESSAGE_FIELDS } from './email.ts'
import { OPPORTUNITY_FIELD_HISTORY_FIELDS, OPPORTUNITY_HISTORY_FIELDS } from './history.ts'
import * as people from './people.ts'
import * as selling from './selling.ts'
import * as setup from './setup.ts'

export interface ObjectDef {
  readonly name: string
  readonly label: string
  readonly labelPlural: string
  readonly keyPrefix: string
  readonly fields: readonly FieldDef[]
  readonly createable: boolean
  readonly updateable: boolean
  readonly deletable: boolean
  /** Belongs to the Tooling API alone. */
  readonly tooling: boolean
  /** Rows go to the recycle bin and can be read with queryAll. */
  readonly hasRecycleBin: boolean
}

const ID_FIELD = 'Id|Record ID|id|D'
const DELETED_FIELD = 'IsDeleted|Deleted|boolean|D'
const AUDIT_FIELDS = `
CreatedDate|Created Date|datetime|D
CreatedById|Created By ID|reference|D|>User as CreatedBy
LastModifiedDate|Last Modified Date|datetime|D
LastModifiedById|Last Modified By ID|reference|D|>User as LastModifiedBy`
const STAMP_FIELD = 'SystemModstamp|System Modstamp|datetime|D'

/**
 * "Set Audit Fields upon Record Creation" is on in this org, for the objects that imports write: a create may name who
 * made a record and when. https://help.salesforce.com/s/articleView?id=000386875
 */
const AUDITED: ReadonlySet<string> = new Set([
  'Lead',
  'Contact',
  'Account',
  'Opportunity',
  'Task',
  'Event',
  'Campaign',
  'CampaignMember',
])

/** Objects whose id is not labelled with their own name. */
const ID_LABELS: Readonly<Record<string, string>> = {
  Task: 'Activity',
  Event: 'Activity',
  OpportunityContactRole: 'Contact Role',
}

interface Shape {
  readonly readOnly?: boolean
  readonly deletable?: boolean
  readonly stampOnly?: boolean
  readonly tooling?: boolean
}

const setupRows: Shape = { stampOnly: true }
const list: Shape = { readOnly: true }
const history = { readOnly: true, stampOnly: true, bin: true }

function object(
  name: string,
  labels: string,
  keyPrefix: string,
  own: readonly FieldDef[],
  shape: Shape & { bin?: boolean } = {},
): ObjectDef {
  const [label = name, labelPlural = `${label}s`] = labels.split('/')
  const bin = shape.bin === true
  const system = parseFields(`${bin ? `${DELETED_FIELD}\n` : ''}${shape.stampOnly ? '' : AUDIT_FIELDS}\n${STAMP_FIELD}`)
  const audited = AUDITED.has(name)
  const fields = [
    field({ ...parseFields(ID_FIELD)[0]!, label: `${ID_LABELS[name] ?? label} ID` }),
    ...own,
    ...system.map((entry) => (audited && isAuditField(entry.name) ? { ...entry, createable: true } : entry)),
  ]
  const writable = shape.readOnly !== true
  return {
    name,
    label,
    labelPlural,
    keyPrefix,
    fields,
    createable: writable,
    updateable: writable,
    deletable: writable && shape.deletable !== false,
    tooling: shape.tooling === true,
    hasRecycleBin: bin,
  }
}

export function isAuditField(name: string): boolean {
  return /^(?:Created|LastModified)(?:Date|ById)$/.test(name)
}

/** One line per object: what the org knows besides custom fields. */
export const STANDARD_OBJECTS: readonly ObjectDef[] = [
  object('Account', 'Account', '001', people.ACCOUNT_FIELDS, { bin: true }),
  object('Contact', 'Contact', '003', people.CONTACT_FIELDS, { bin: true }),
  object('Lead', 'Lead', '00Q', people.LEAD_FIELDS, { bin: true }),
  object('Opportunity', 'Opportunity/Opportunities', '006', selling.OPPORTUNITY_FIELDS, { bin: true }),
  object(
    'OpportunityContactRole',
    'Opportunity Contact Role/Opportunity Contact Role',
    '00K',
    selling.OPPORTUNITY_CONTACT_ROLE_FIELDS,
    { bin: true },
  ),
  object('Task', 'Task', '00T', activities.TASK_FIELDS, { bin: true }),
  object('Event', 'Event', '00U', activities.EVENT_FIELDS, { bin: true }),
  object('Campaign', 'Campaign', '701', selling.CAMPAIGN_FIELDS, { bin: true }),
  object('CampaignMember', 'Campaign Member', '00v', selling.CAMPAIGN_MEMBER_FIELDS, { bin: true }),
  object(
    'CampaignMemberStatus',
    'Campaign Member Status/Campaign Member Statuses',
    '01Y',
    selling.CAMPAIGN_MEMBER_STATUS_FIELDS,
    {
      bin: true,
    },
  ),
  object('OpportunityHistory', 'Opportunity History/Opportunity History', '008', OPPORTUNITY_HISTORY_FIELDS, history),
  object(
    'OpportunityFieldHistory',
    'Opportunity Field History/Opportunity Field History',
    '017',
    OPPORTUNITY_FIELD_HISTORY_FIELDS,
    history,
  ),
  object('EmailMessage', 'Email Message', '02s', EMAIL_MESSAGE_FIELDS, { bin: true }),
  object('User', 'User', '005', setup.USER_FIELDS, { deletable: false }),
  object('Group', 'Group', '00G', setup.GROUP_FIELDS),
  object('GroupMember', 'Group Member', '011', setup.GROUP_MEMBER_FIELDS, setupRows),
  object('QueueSobject', 'Queue Sobject', '03g', setup.QUEUE_SOBJECT_FIELDS, setupRows),
  object('Organization', 'Organization', '00D', setup.ORGANIZATION_FIELDS, list),
  object('RecordType', 'Record Type', '012', setup.RECORD_TYPE_FIELDS, { deletable: false }),
  object('Profile', 'Profile', '00e', setup.PROFILE_FIELDS, list),
  object('PermissionSet', 'Permission Set', '0PS', setup.PERMISSION_SET_FIELDS),
  object(
    'PermissionSetAssignment',
    'Permission Set Assignment',
    '0Pa',
    setup.PERMISSION_SET_ASSIGNMENT_FIELDS,
    setupRows,
  ),
  object('FieldPermissions', 'Field Permissions/Field Permissions', '01k', setup.FIELD_PERMISSIONS_FIELDS, setupRows),
  object('ObjectPermissions', 'Object Permissions/Object Permissions', '110', setup.OBJECT_PERMISSIONS_FIELDS),
  object('AssignmentRule', 'Assignment Rule', '01Q', setup.ASSIGNMENT_RULE_FIELDS, list),
  object('LeadStatus', 'Lead Status Value', '01J', setup.LEAD_STATUS_FIELDS, list),
  object('OpportunityStage', 'Opportunity Stage', '01J', setup.OPPORTUNITY_STAGE_FIELDS, list),
  object('TaskStatus', 'Task Status Value', '01J', setup.TASK_STATUS_FIELDS, list),
  object('TaskPriority', 'Task Priority Value', '01J', setup.TASK_PRIORITY_FIELDS, list),
  object('CustomField', 'Custom Field', '00N', setup.CUSTOM_FIELD_FIELDS, { readOnly: true, tooling: true }),
  object('CustomObject', 'Custom Object', '01I', setup.CUSTOM_OBJECT_FIELDS, { readOnly: true, tooling: true }),
  object(
    'PlatformEventChannelMember',
    'Platform Event Channel Member',
    '0v8',
    setup.PLATFORM_EVENT_CHANNEL_MEMBER_FIELDS,
    { readOnly: true, tooling: true },
  ),
]

/** Objects that only an org with several currencies has. */
const CURRENCY_OBJECTS: readonly ObjectDef[] = [
  object('CurrencyType', 'Currency Type', '01L', CURRENCY_TYPE_FIELDS, { deletable: false }),
  object('DatedConversionRate', 'Dated Conversion Rate', '04w', DATED_CONVERSION_RATE_FIELDS),
]

/** The objects of an org without custom ones; in one with a single currency nothing knows of currencies. */
export function standardObjects(currencies: Currencies | null): readonly ObjectDef[] {
  if (currencies === null) return STANDARD_OBJECTS
  const iso = currencyField(currencies)
  const withCurrency = STANDARD_OBJECTS.map((def) => {
    if (!WITH_CURRENCY.has(def.name)) return def
    const readOnly = !def.createable
    return { ...def, fields: [...def.fields, readOnly ? { ...iso, createable: false, updateable: false } : iso] }
  })
  return [...withCurrency, ...CURRENCY_OBJECTS]
}

/** A custom object: its rows go to the recycle bin and tell who made and changed them. */
export function recordObject(
  name: string,
  labels: string,
  keyPrefix: string,
  own: readonly FieldDef[],
  currencies: Currencies | null,
): ObjectDef {
  const currency = currencies === null ? [] : [currencyField(currencies)]
  return object(name, labels, keyPrefix, [...own, ...currency], { bin: true })
}
