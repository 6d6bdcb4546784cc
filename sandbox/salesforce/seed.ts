import type { CompanyData, OwnerRow } from '../company/types.ts'
import type { Org } from './org.ts'
import type { WriteContext } from './records/context.ts'
import { createRecord, updateRecord, writeContext } from './records/write.ts'
import { userNamed } from './rest/oauth.ts'
import { USER_DEFAULTS } from './setup.ts'

/**
 * Sales as it was before marketing's leads arrive: the people of sales as users, the contacts they know with their
 * accounts, and the leads they have. Other accounts come from converting leads.
 */
export function seedCompany(org: Org, adminId: string, company: CompanyData): void {
  const context = writeContext(org, adminId, { customRules: 'skipped' })
  org.transaction(() => {
    const users = seedUsers(context, company.owners)
    const accounts = new Map<string, string>()
    for (const row of company.existingContacts) {
      const OwnerId = users.get(row.ownerEmail.toLowerCase()) ?? adminId
      const known = accounts.get(row.account.toLowerCase())
      const accountId = known ?? createRecord(context, 'Account', { Name: row.account, OwnerId })
      accounts.set(row.account.toLowerCase(), accountId)
      const { firstName: FirstName, lastName: LastName, email: Email } = row
      createRecord(context, 'Contact', { FirstName, LastName, Email, AccountId: accountId, OwnerId })
    }
    for (const row of company.existingLeads) {
      createRecord(context, 'Lead', {
        FirstName: row.firstName,
        LastName: row.lastName,
        Email: row.email,
        Company: row.company,
        Status: row.status,
        OwnerId: users.get(row.ownerEmail.toLowerCase()) ?? adminId,
      })
    }
  })
}

/** Users by lower-case e-mail; managers are set once everybody is there. */
function seedUsers(context: WriteContext, owners: readonly OwnerRow[]): Map<string, string> {
  const { org } = context
  const users = new Map<string, string>()
  for (const owner of owners) {
    const email = owner.email.toLowerCase()
    const known = userNamed(org, email)
    users.set(email, known ? String(known['Id']) : createRecord(context, 'User', userOf(org, owner)))
  }
  for (const owner of owners) {
    const managerId = owner.managerEmail === null ? undefined : users.get(owner.managerEmail.toLowerCase())
    const id = users.get(owner.email.toLowerCase())
    if (managerId !== undefined && id !== undefined && managerId !== id)
      updateRecord(context, 'User', id, { ManagerId: managerId })
  }
  return users
}

function userOf(org: Org, owner: OwnerRow): Record<string, unknown> {
  const words = owner.name.trim().split(/\s+/)
  const profile = [...org.table('Profile').rows()].find((row) => row['Name'] === 'Standard User')
  const { UserType: _userType, ...defaults } = USER_DEFAULTS
  return {
    ...defaults,
    Username: owner.email,
    Email: owner.email,
    FirstName: words.length > 1 ? words.slice(0, -1).join(' ') : null,
    LastName: words.at(-1) ?? owner.email,
    Alias: owner.email.slice(0, owner.email.indexOf('@')).slice(0, 8),
    ProfileId: profile?.['Id'],
    Title: owner.role === 'manager' ? 'Sales Manager' : 'Sales Representative',
    Division: owner.region,
  }
}
