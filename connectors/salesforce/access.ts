import * as z from 'zod'
import type { Clock } from '#ports/clock.ts'
import type { RemoteAccess, RemoteAccount, RemoteRight, RemoteUser, Right } from '#ports/connector/account.ts'
import type { SalesforceClient } from './client.ts'
import { soql } from './soql.ts'

interface Needed {
  readonly onlyFor: string | null
  readonly needs: readonly Right[]
}

/** Objects that Tandem works with. What a user may do with fields is found by the check of the mapping. */
const OBJECTS: Readonly<Record<string, Needed>> = {
  Lead: { onlyFor: null, needs: ['read', 'create', 'edit'] },
  Contact: { onlyFor: null, needs: ['read', 'edit'] },
  Account: { onlyFor: null, needs: ['read'] },
  Opportunity: { onlyFor: null, needs: ['read'] },
  OpportunityContactRole: { onlyFor: 'who stands on an opportunity', needs: ['read'] },
  Task: { onlyFor: null, needs: ['read', 'create', 'edit'] },
  Event: { onlyFor: 'meetings as an answer to a lead', needs: ['read'] },
  EmailMessage: { onlyFor: 'e-mails as an answer to a lead', needs: ['read'] },
  Campaign: { onlyFor: 'campaigns and what they cost', needs: ['read'] },
  CampaignMember: { onlyFor: 'responses to campaigns', needs: ['read'] },
  User: { onlyFor: null, needs: ['read'] },
}

/** Tells what the user may do, not what the object could: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-describeglobal.html (read 2026-11-22) */
const Global = z.looseObject({
  sobjects: z.array(
    z.looseObject({
      name: z.string(),
      label: z.string(),
      queryable: z.boolean(),
      createable: z.boolean(),
      updateable: z.boolean(),
    }),
  ),
})
type Described = z.infer<typeof Global>['sobjects'][number]

/** @throws RemoteError when the sign-in is refused, or Salesforce does not answer. */
export async function readAccess(
  client: SalesforceClient,
  account: RemoteAccount,
  clock: Clock,
): Promise<RemoteAccess> {
  const [{ body, serverTime }, user] = await Promise.all([
    client.read({ method: 'GET', path: '/sobjects' }, Global),
    readUser(client, account.userId ?? ''),
  ])
  const known = new Map(body.sobjects.map((one) => [one.name, one]))
  return {
    account,
    user,
    rights: Object.entries(OBJECTS).map(([name, needed]) => toRight(name, needed, known.get(name))),
    clockAheadMs: serverTime === null ? null : serverTime - clock.now(),
  }
}

function toRight(name: string, { onlyFor, needs }: Needed, found: Described | undefined): RemoteRight {
  const may: Readonly<Record<Right, boolean>> = {
    read: found?.queryable === true,
    create: found?.createable === true,
    edit: found?.updateable === true,
  }
  return {
    name,
    label: found?.label ?? name,
    onlyFor,
    needs,
    missing: needs.filter((right) => !may[right]),
    why: found === undefined ? 'the user does not see this object' : null,
  }
}

const UserRow = z.looseObject({
  Id: z.string(),
  Name: z.string().nullish(),
  Username: z.string().nullish(),
  Profile: z.looseObject({ Name: z.string().nullish() }).nullish(),
})
const AssignedRow = z.looseObject({ PermissionSet: z.looseObject({ Label: z.string().nullish() }).nullish() })

async function readUser(client: SalesforceClient, userId: string): Promise<RemoteUser | null> {
  const [users, assigned] = await Promise.all([
    client.query(soql`SELECT Id, Name, Username, Profile.Name FROM User WHERE Id = ${userId}`),
    // A profile is a permission set as well, with a label that nobody wrote.
    client.query(
      soql`SELECT PermissionSet.Label FROM PermissionSetAssignment WHERE AssigneeId = ${userId} AND PermissionSet.IsOwnedByProfile = false`,
    ),
  ])
  const [row] = users.body
  if (row === undefined) return null
  const user = UserRow.parse(row)
  return {
    id: user.Id,
    name: user.Name ?? user.Id,
    login: user.Username ?? '',
    profile: user.Profile?.Name ?? null,
    permissionSets: assigned.body.flatMap((one) => AssignedRow.parse(one).PermissionSet?.Label ?? []).toSorted(),
  }
}
