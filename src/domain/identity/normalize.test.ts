import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import {
  companyKey,
  countryCode,
  emailDedupeKey,
  normalizeEmail,
  normalizePhone,
  registrableDomain,
} from './normalize.ts'
import { readPhone } from './phone.ts'
import { isPlaceholder } from './placeholder.ts'

describe('e-mail addresses', () => {
  test.each([
    ['  Ann.Lee+x@GMail.com ', 'ann.lee+x@gmail.com'],
    ['mailto:a@b.co?subject=hello', 'a@b.co'],
    ['Ann Lee <Ann@Acme.com>', 'ann@acme.com'],
    ['ann@bücher.de', 'ann@xn--bcher-kva.de'],
    ['a@b.com.', 'a@b.com'],
    ["o'brien@acme.ie", "o'brien@acme.ie"],
  ])('%s is %s', (raw, email) => expect(normalizeEmail(raw)).toBe(email))

  test.each([
    '',
    'n/a',
    'a@b',
    'a@@b.com',
    'a@b.com, c@d.com',
    'a@b.com;c@d.com',
    'x@1.2.3.4',
    'a..b@c.de',
    'a@b.c',
    'a b@c.de',
    'a@-b.de',
  ])('%j is none', (raw) => expect(normalizeEmail(raw)).toBeNull())

  test('a mailbox has one key, whatever its tags; dots count for nothing at Gmail alone', () => {
    expect(emailDedupeKey('Ann.Lee+news@googlemail.com')).toBe('annlee@gmail.com')
    expect(emailDedupeKey('ann.lee+news@acme.com')).toBe('ann.lee@acme.com')
    expect(emailDedupeKey('+tag@acme.com')).toBe('+tag@acme.com')
    expect(emailDedupeKey('nobody')).toBeNull()
  })
})

describe('phone numbers', () => {
  test.each([
    ['(415) 555-2671', 'US', '+14155552671'],
    ['030/1234567', 'DE', '+49301234567'],
    ['0171 1234567', 'de', '+491711234567'],
    ['+49 171 1234567', null, '+491711234567'],
  ])('%s in %s is %s', (raw, country, e164) => expect(normalizePhone(raw, country)).toBe(e164))

  test.each([
    ['0171 1234567', null],
    ['0171 1234567', 'XX'],
    ['1-800-FLOWERS', 'US'],
    ['555-2671', 'US'],
    ['000-000-0000', 'US'],
    ['030 1234567, 030 7654321', 'DE'],
    ['+49 30 1234567 / +49 30 7654321', null],
    ['', 'US'],
  ])('%s in %s is none', (raw, country) => expect(normalizePhone(raw, country)).toBeNull())

  test('an extension stands apart', () =>
    expect(readPhone('+1 415 555 2671 ext. 12', null)).toEqual({ e164: '+14155552671', extension: '12' }))
})

describe('domains', () => {
  test.each([
    ['https://www.shop.example.co.uk/a?b', 'example.co.uk'],
    ['x.foo.github.io', 'foo.github.io'],
    ['Bücher.de', 'xn--bcher-kva.de'],
    ['ann@mail.acme.com', 'acme.com'],
    ['http://user:secret@acme.com:8080', 'acme.com'],
    ['acme.com.', 'acme.com'],
  ])('%s belongs to %s', (raw, domain) => expect(registrableDomain(raw)).toBe(domain))

  test.each(['', '127.0.0.1', '[::1]', 'localhost', 'co.uk', 'github.io', 'acme..com', 'not a domain'])(
    '%j to nobody',
    (raw) => expect(registrableDomain(raw)).toBeNull(),
  )
})

describe('company names', () => {
  test.each([
    ['The Müller & Söhne GmbH & Co. KG (formerly Meier)', 'muller and sohne'],
    ['ACME, Inc.', 'acme'],
    ['Acme (UK) Ltd.', 'acme uk'],
    ['Grupo Bimbo S.A.B. de C.V.', 'grupo bimbo'],
    ['Novo Nordisk A/S', 'novo nordisk'],
    ['L’Oréal SA', 'loreal'],
    ['Toys R Us', 'toys r us'],
    ['東芝', '東芝'],
    ['S.A.', 'sa'],
    ['The Co', 'the co'],
  ])('%s is %s', (raw, key) => expect(companyKey(raw)).toBe(key))

  test.each(['', 'n/a', '---', 'Unknown'])('%j is none', (raw) => expect(companyKey(raw)).toBeNull())
})

describe('countries', () => {
  test.each([
    ['USA', 'US'],
    ['U.S.', 'US'],
    ['uk', 'GB'],
    ['England', 'GB'],
    ['Deutschland', 'DE'],
    ['Österreich', 'AT'],
    ['Korea, Republic of', 'KR'],
    ['South Korea', 'KR'],
    ['Georgia', 'GE'],
    ['DEU', 'DE'],
    ['NA', 'NA'],
    ['The Netherlands', 'NL'],
    ['Türkiye', 'TR'],
  ])('%s is %s', (raw, code) => expect(countryCode(raw)).toBe(code))

  test.each(['', 'n/a', 'Korea', 'Congo', 'XX', 'Atlantis'])('%j is none', (raw) => expect(countryCode(raw)).toBeNull())
})

describe('what only fills a box is missing', () => {
  test.each([
    '',
    ' ',
    '-',
    '--',
    'N/A',
    '(none)',
    'Unknown',
    '[not provided]',
    '- Select -',
    '000-000-0000',
    '111111',
    '?',
  ])('%j', (raw) => expect(isPlaceholder(raw)).toBe(true))
  test.each(['NA', 'Nona', '0', '7', 'Testa Ltd', '415 555 2671', '東芝'])('%j is a value', (raw) =>
    expect(isPlaceholder(raw)).toBe(false),
  )
})

const anything = fc.oneof(fc.string({ unit: 'grapheme' }), fc.emailAddress(), fc.webUrl(), fc.domain())

property.prop([anything])('every form is total and stable: normalised again it is the same', (raw) => {
  for (const form of [normalizeEmail, emailDedupeKey, registrableDomain, companyKey, countryCode]) {
    const once = form(raw)
    if (once !== null) expect(form(once)).toBe(once)
  }
  const phone = normalizePhone(raw, 'US')
  if (phone !== null) expect(normalizePhone(phone, null)).toBe(phone)
})

property.prop([fc.emailAddress(), fc.constantFrom(' ', '\t', 'mailto:', '<')])(
  'case, blanks and wrapping make no second person',
  (email, before) => {
    const wrapped = before === '<' ? `Somebody <${email.toUpperCase()}>` : `${before}${email.toUpperCase()}`
    expect(normalizeEmail(wrapped)).toBe(normalizeEmail(email))
  },
)
