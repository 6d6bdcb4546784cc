import type { Org } from '../../org.ts'
import type { Row } from '../../records/table.ts'

export const INTEGRATION_USERNAME = 'integration@tandem.example'
export const ADMIN_USERNAME = 'admin@tandem.example'

export function userNamed(org: Org, username: string): Row | undefined {
  for (const row of org.table('User').rows()) {
    if (String(row['Username']).toLowerCase() === username.toLowerCase()) return row
  }
  return undefined
}

export function organizationOf(org: Org): string {
  for (const row of org.table('Organization').rows()) return String(row['Id'])
  return ''
}
