import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { FieldSpec, ProvisionStep } from '#ports/connector/provision.ts'
import type { SalesforceClient } from './client.ts'
import { list, soql } from './soql.ts'

export const PERMISSION_SET = 'Tandem_Integration'

const Saved = z.looseObject({ id: z.string() })

interface PermissionSet {
  readonly step: ProvisionStep
  /** Null when it is missing and only looked for. */
  readonly permissionSetId: string | null
}

export async function ensurePermissionSet(client: SalesforceClient, make: 'make' | 'look'): Promise<PermissionSet> {
  const what = `permission set ${PERMISSION_SET}`
  const { body } = await client.query(soql`SELECT Id FROM PermissionSet WHERE Name = ${PERMISSION_SET}`)
  const known = body[0]?.['Id']
  if (typeof known === 'string')
    return { step: { state: 'present', what, detail: 'permission set exists' }, permissionSetId: known }
  if (make === 'look') return { step: { state: 'missing', what, detail: 'would be made' }, permissionSetId: null }
  const id = await create(client, 'PermissionSet', {
    Name: PERMISSION_SET,
    Label: 'Tandem Integration',
    Description: 'Fields that Tandem keeps in step with HubSpot.',
  })
  return { step: { state: 'made', what, detail: 'permission set made' }, permissionSetId: id }
}

export interface KnownPermission {
  readonly id: string
  readonly edit: boolean
}

/** What the permission set grants already, by "Object.Field" in lower case. */
export async function fieldPermissions(
  client: SalesforceClient,
  permissionSetId: string | null,
): Promise<ReadonlyMap<string, KnownPermission>> {
  if (permissionSetId === null) return new Map()
  const { body } = await client.query(
    soql`SELECT Id, Field, PermissionsEdit FROM FieldPermissions WHERE ParentId = ${permissionSetId}`,
  )
  return new Map(
    body.map((row) => [
      String(row['Field']).toLowerCase(),
      { id: String(row['Id']), edit: row['PermissionsEdit'] === true },
    ]),
  )
}

/** Read and edit on one field of one object: Task and Event each need their own, although they share the field. */
export async function ensureFieldPermission(
  client: SalesforceClient,
  permissionSetId: string | null,
  known: KnownPermission | undefined,
  field: FieldSpec,
  make: 'make' | 'look',
): Promise<ProvisionStep> {
  const name = `${field.object}.${field.name}`
  const what = `field permission ${name}`
  if (known?.edit === true) return { state: 'present', what, detail: 'read and edit' }
  if (make === 'look' || permissionSetId === null)
    return { state: known ? 'invisible' : 'missing', what, detail: 'would be given' }
  const permissions = { PermissionsRead: true, PermissionsEdit: true }
  if (known) {
    const path = `/sobjects/FieldPermissions/${known.id}`
    await client.write(
      { method: 'PATCH', path, label: '/sobjects/FieldPermissions/{id}', body: permissions },
      z.unknown(),
    )
    return { state: 'made', what, detail: 'edit given' }
  }
  await create(client, 'FieldPermissions', {
    ParentId: permissionSetId,
    SobjectType: field.object,
    Field: name,
    ...permissions,
  })
  return { state: 'made', what, detail: 'read and edit given' }
}

/** To the user this credential runs as, and to users given besides, by username or id. */
export async function ensureAssignments(
  client: SalesforceClient,
  permissionSetId: string | null,
  given: readonly string[],
  make: 'make' | 'look',
): Promise<readonly ProvisionStep[]> {
  const { userId } = await client.session()
  const found = given.length === 0 ? [] : await usersGiven(client, given)
  const users = [{ id: userId, name: 'the running user' }, ...found.filter((user) => !isSame(user.id, userId))]
  const assigned = new Set<string>()
  if (permissionSetId !== null) {
    const { body } = await client.query(
      soql`SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSetId = ${permissionSetId} AND AssigneeId IN ${list(users.map((user) => user.id))}`,
    )
    for (const row of body) assigned.add(String(row['AssigneeId']))
  }
  const steps: ProvisionStep[] = given
    .filter((one) => isUsername(one) && !found.some(({ name }) => name.toLowerCase() === one.toLowerCase()))
    .map((name) => ({
      state: 'missing',
      what: `assignment of ${PERMISSION_SET} to ${name}`,
      detail: 'the org has no user of this name',
    }))
  for (const user of users) {
    const what = `assignment of ${PERMISSION_SET} to ${user.name}`
    if (assigned.has(user.id)) steps.push({ state: 'present', what, detail: 'assigned' })
    else if (make === 'look' || permissionSetId === null)
      steps.push({ state: 'missing', what, detail: 'would be assigned' })
    else {
      await create(client, 'PermissionSetAssignment', { PermissionSetId: permissionSetId, AssigneeId: user.id })
      steps.push({ state: 'made', what, detail: 'assigned' })
    }
  }
  return steps
}

/** Every username has the form of an e-mail address, and no id has. */
const isUsername = (given: string): boolean => given.includes('@')
/** Ids have 15 characters or the same and three more. */
const isSame = (a: string, b: string): boolean => a.slice(0, 15) === b.slice(0, 15)

async function usersGiven(
  client: SalesforceClient,
  given: readonly string[],
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const names = given.filter(isUsername)
  const ids = given.filter((one) => !isUsername(one))
  const { body } = await client.query(
    names.length === 0
      ? soql`SELECT Id, Username FROM User WHERE Id IN ${list(ids)}`
      : ids.length === 0
        ? soql`SELECT Id, Username FROM User WHERE Username IN ${list(names)}`
        : soql`SELECT Id, Username FROM User WHERE Username IN ${list(names)} OR Id IN ${list(ids)}`,
  )
  return body.map((row) => ({ id: String(row['Id']), name: String(row['Username']) }))
}

async function create(
  client: SalesforceClient,
  object: string,
  record: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { body } = await client.write({ method: 'POST', path: `/sobjects/${object}`, body: record }, Saved)
  if (body.id === '')
    throw new RemoteError({
      code: 'UNEXPECTED_ANSWER',
      disposition: 'retry',
      message: `Salesforce made ${object} without an id`,
      remedy: 'Try again.',
    })
  return body.id
}
