import type { Org } from '../org.ts'
import { organizationOf } from '../rest/oauth.ts'

const DAY_MINUTES = 24 * 60

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
  const { currencies } = org.settings
  return [
    ['accessibilityMode', 'false'],
    ['chatterExternal', 'false'],
    ['currencySymbol', currencies === null ? symbolOf(org.settings.currency) : null],
    ['orgAttachmentFileSizeLimit', '26214400'],
    ['orgDefaultCurrencyIsoCode', currencies?.corporate ?? org.settings.currency],
    ['orgDefaultCurrencyLocale', 'en_US'],
    ['orgDisallowHtmlAttachments', 'false'],
    ['orgHasPersonAccounts', 'false'],
    ['organizationId', organizationOf(org)],
    ['organizationMultiCurrency', currencies === null ? 'false' : 'true'],
    ['organizationName', org.settings.organizationName],
    ['profileId', told('ProfileId')],
    ['roleId', told('UserRoleId')],
    ['sessionSecondsValid', String((org.sessions.timeoutMinutes ?? DAY_MINUTES) * 60)],
    ['userDefaultCurrencyIsoCode', currencies === null ? null : (told('CurrencyIsoCode') ?? currencies.corporate)],
    ['userEmail', told('Email')],
    ['userFullName', told('Name')],
    ['userId', userId],
    ['userLanguage', told('LanguageLocaleKey')],
    ['userLocale', told('LocaleSidKey')],
    ['userName', told('Username')],
    ['userTimeZone', told('TimeZoneSidKey')],
    ['userType', told('UserType')],
    ['userUiSkin', 'Theme3'],
  ]
}

function symbolOf(currency: string): string {
  const parts = new Intl.NumberFormat('en-US', { style: 'currency', currency }).formatToParts(0)
  return parts.find((part) => part.type === 'currency')?.value ?? currency
}
