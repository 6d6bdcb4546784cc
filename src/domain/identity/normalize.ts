/** Every way in which values of people and companies are brought into one form before they are compared. */
export { companyKey } from './company-name.ts'
export { countryCode } from './country.ts'
export { emailDedupeKey, normalizeEmail } from './email.ts'
export { registrableDomain } from './host.ts'
export { normalizePhone } from './phone.ts'
