import type { Org } from '../org.ts'
import { organizationOf } from '../rest/oauth.ts'

/** The currency of an org that has a single one; no REST resource tells it. */
const ORG_CURRENCY = 'USD'

/**
 * Who is calling and in which org, as element names and texts in the order of the WSDL.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_getuserinfo_getuserinforesult.htm
 */
export function userInfo(org: Org, userId: string): readonly (readonly [name: string, value: string | null])[] {
  const user = org.table('User').get(userId)
  const told = (field: string): string | null => {
    const value = user?.[field]
    return typeof value === 'string' ? value : null
  }
  return [
    ['accessibilityMode', 'false'],
    ['chatterExternal', 'false'],
    ['currencySymbol', '$'],
    ['orgDefaultCurrencyIsoCode', ORG_CURRENCY],
    ['orgDefaultCurrencyLocale', 'en_US'],
    ['orgDisallowHtmlAttachments', 'false'],
    ['orgHasPersonAccounts', 'false'],
    ['organizationId', organizationOf(org)],
    ['organizationMultiCurrency', 'false'],
    ['organizationName', org.settings.organizationName],
    ['profileId', told('ProfileId')],
    ['userDefaultCurrencyIsoCode', null],
    ['userEmail', told('Email')],
    ['userFullName', told('Name')],
    ['userId', userId],
    ['userLanguage', told('LanguageLocaleKey')],
    ['userLocale', told('LocaleSidKey')],
    ['userName', told('Username')],
    ['userTimeZone', told('TimeZoneSidKey')],
    ['userType', told('UserType')],
  ]
}
