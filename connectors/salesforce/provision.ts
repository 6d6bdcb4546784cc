import * as z from 'zod'
import type { FieldSpec, Provisioner, ProvisionStep } from '#ports/connector/provision.ts'
import type { SalesforceClient } from './client.ts'
import { ensureAssignments, ensureFieldPermission, ensurePermissionSet, fieldPermissions } from './permissions.ts'
import { list, soql } from './soql.ts'

/** Custom fields of Task and Event are defined once, on Activity, and appear on both. */
const DEFINED_ON: Readonly<Record<string, string>> = { Task: 'Activity', Event: 'Activity' }

const Described = z.looseObject({ fields: z.array(z.looseObject({ name: z.string(), type: z.string() })) })
const Saved = z.looseObject({ success: z.boolean().optional() })

/**
 * Custom fields, and a permission set that shows them to the user Tandem runs as. A field made by API is visible to nobody,
 * administrators included, until field permissions exist: describe leaves it out and writes fail with INVALID_FIELD.
 * Source: https://developer.salesforce.com/docs/platform/object-reference/guide/sforce-api-objects-fieldpermissions.html
 */
export function createProvisioner(client: SalesforceClient, assignTo: readonly string[]): Provisioner {
  return {
    side: 'salesforce',
    plan: (fields) => provision(client, fields, assignTo, 'look', () => {}),
    apply: (fields, progress) => provision(client, fields, assignTo, 'make', progress ?? (() => {})),
  }
}

async function provision(
  client: SalesforceClient,
  fields: readonly FieldSpec[],
  assignTo: readonly string[],
  make: 'make' | 'look',
  progress: (step: ProvisionStep) => void,
): Promise<readonly ProvisionStep[]> {
  const steps: ProvisionStep[] = []
  const say = (step: ProvisionStep): void => {
    steps.push(step)
    progress(step)
  }
  const visible = await visibleFields(client, fields)
  const defined = await definedFields(client, fields)
  const { step: permissionSet, permissionSetId } = await ensurePermissionSet(client, make)
  say(permissionSet)
  const granted = await fieldPermissions(client, permissionSetId)
  const made = new Set<string>()
  for (const field of fields) {
    const definition = `${DEFINED_ON[field.object] ?? field.object}.${field.name}`
    const seen = visible.get(field.object)?.has(field.name.toLowerCase()) === true
    const exists = defined.has(definition.toLowerCase()) || made.has(definition)
    const what = `${field.object}.${field.name}`
    if (seen) say({ state: 'present', what, detail: 'field exists and is visible' })
    else if (made.has(definition)) say({ state: 'present', what, detail: `is ${definition}, made just now` })
    else if (exists) say({ state: 'invisible', what, detail: `${definition} exists without field permission` })
    else if (make === 'look') say({ state: 'missing', what, detail: `would be made as ${definition}` })
    else {
      await makeField(client, field, definition)
      made.add(definition)
      say({ state: 'made', what, detail: `made as ${definition}` })
    }
    const known = granted.get(`${field.object}.${field.name}`.toLowerCase())
    say(await ensureFieldPermission(client, permissionSetId, known, field, make))
  }
  for (const step of await ensureAssignments(client, permissionSetId, assignTo, make)) say(step)
  return steps
}

async function visibleFields(
  client: SalesforceClient,
  fields: readonly FieldSpec[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const objects = [...new Set(fields.map((field) => field.object))]
  const described = await Promise.all(
    objects.map(async (object) => {
      const { body } = await client.read({ method: 'GET', path: `/sobjects/${object}/describe` }, Described)
      return [object, new Set(body.fields.map((field) => field.name.toLowerCase()))] as const
    }),
  )
  return new Map(described)
}

/** Definitions in the org, "lead.x__c" in lower case, also those that the user may not see. */
async function definedFields(client: SalesforceClient, fields: readonly FieldSpec[]): Promise<ReadonlySet<string>> {
  const developerNames = [...new Set(fields.map((field) => field.name.replace(/__c$/i, '')))]
  if (developerNames.length === 0) return new Set()
  const { body } = await client.query(
    soql`SELECT Id, DeveloperName, TableEnumOrId FROM CustomField WHERE DeveloperName IN ${list(developerNames)}`,
    'tooling',
  )
  return new Set(body.map((row) => `${String(row['TableEnumOrId'])}.${String(row['DeveloperName'])}__c`.toLowerCase()))
}

async function makeField(client: SalesforceClient, field: FieldSpec, definition: string): Promise<void> {
  const body = { FullName: definition, Metadata: metadataOf(field) }
  await client.write({ method: 'POST', path: '/tooling/sobjects/CustomField', body }, Saved)
}

/** Source: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm */
function metadataOf(field: FieldSpec): Record<string, unknown> {
  const common = { label: field.label, description: field.description, required: false }
  const key = field.unique === true ? { externalId: true, unique: true, caseSensitive: false } : {}
  switch (field.type) {
    case 'text':
    case 'reference':
      return (field.length ?? 255) > 255
        ? { ...common, type: 'LongTextArea', length: field.length, visibleLines: 3 }
        : { ...common, type: 'Text', length: field.length ?? 255, ...key }
    case 'html':
      return { ...common, type: 'Html', length: field.length ?? 32_768, visibleLines: 10 }
    case 'email':
      return { ...common, type: 'Email', ...(field.unique === true ? { externalId: true, unique: true } : {}) }
    case 'phone':
      return { ...common, type: 'Phone' }
    case 'number':
      return {
        ...common,
        type: 'Number',
        precision: 18,
        scale: field.scale ?? 0,
        ...(field.unique === true ? { externalId: true, unique: true } : {}),
      }
    case 'boolean':
      return { label: field.label, description: field.description, type: 'Checkbox', defaultValue: 'false' }
    case 'date':
      return { ...common, type: 'Date' }
    case 'datetime':
      return { ...common, type: 'DateTime' }
    case 'time':
      return { ...common, type: 'Time' }
    case 'picklist':
      return { ...common, type: 'Picklist', valueSet: valueSetOf(field) }
    case 'multi-picklist':
      return { ...common, type: 'MultiselectPicklist', visibleLines: 4, valueSet: valueSetOf(field) }
  }
}

function valueSetOf(field: FieldSpec): Record<string, unknown> {
  const value = (field.options ?? []).map((option) => ({
    fullName: option.value,
    valueName: option.value,
    label: option.label,
    default: false,
    isActive: option.active,
  }))
  return { restricted: true, valueSetDefinition: { sorted: false, value } }
}
