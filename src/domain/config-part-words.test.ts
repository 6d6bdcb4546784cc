import { expect, test } from 'vitest'
import { partWords } from './config-part-words.ts'

test.each([
  ['toSalesforce', 'On the way to Salesforce'],
  ['rule', 'Rule'],
  ['defaultCountry', 'Default country'],
  ['contact-lead', 'contact-lead'],
  ['Lead', 'Lead'],
  ['constructor', 'Constructor'],
])('%s is called %s', (key, words) => expect(partWords(key)).toBe(words))
