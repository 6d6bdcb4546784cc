import { dataError } from '../errors.ts'
import type { Draft, ObjectRules } from './rules.ts'
import { fullName } from './rules.ts'

/**
 * A converted lead is read-only for everyone but the conversion itself.
 * https://help.salesforce.com/s/articleView?id=sales.leads_considerations_for_converting.htm
 */
export const leadRules: ObjectRules = {
  before(context, next, previous, input) {
    if (!context.asPlatform) {
      if (previous?.['IsConverted'] === true) throw convertedLead()
      // An import may bring leads that were converted elsewhere, but a lead cannot be converted by a field write.
      if (previous === undefined && input['IsConverted'] === true) {
        throw dataError('INVALID_FIELD_FOR_INSERT_UPDATE', 'Unable to create/update fields: IsConverted.', [
          'IsConverted',
        ])
      }
    }
    next['Name'] = fullName(next)
    if (previous === undefined && input['IsUnreadByOwner'] === undefined) next['IsUnreadByOwner'] = true
  },
}

export function convertedLead() {
  return dataError('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead')
}

export const contactRules: ObjectRules = {
  before(_context, next) {
    next['Name'] = fullName(next)
    next['IsEmailBounced'] = typeof next['EmailBouncedDate'] === 'string'
  },
}

/** A user has a unique name in the form of an e-mail address, and is deactivated, never deleted. */
export const userRules: ObjectRules = {
  before(context, next, previous) {
    next['Name'] = fullName(next)
    next['CommunityNickname'] ??= String(next['Username'] ?? '').slice(0, 40)
    next['UserType'] ??= 'Standard'
    const username = String(next['Username'] ?? '').toLowerCase()
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(username)) {
      throw dataError('INVALID_EMAIL_ADDRESS', `Username: invalid email address: ${username}`, ['Username'])
    }
    for (const row of context.org.table('User').rows()) {
      if (row['Id'] === previous?.['Id'] || String(row['Username']).toLowerCase() !== username) continue
      throw dataError(
        'DUPLICATE_USERNAME',
        'Duplicate Username.The username already exists in this or another Salesforce organization. Usernames must be unique across all Salesforce organizations.',
        ['Username'],
      )
    }
  },
}

/** Queues are groups of type Queue; their members and the objects they hold are rows of their own. */
export const groupRules: ObjectRules = {
  before(context, next) {
    const draft: Draft = next
    draft['DeveloperName'] ??= String(draft['Name'] ?? '').replaceAll(/\W+/g, '_')
    draft['OwnerId'] ??= context.userId
  },
}
