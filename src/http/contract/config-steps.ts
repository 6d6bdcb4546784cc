import type { Words } from './config-words.ts'

/** How an argument of a step is asked for. `properties`: names of fields on the side the value comes from. */
export type ArgumentKind =
  | 'text'
  | 'number'
  | 'choice'
  | 'property'
  | 'properties'
  | 'texts'
  | 'table'
  | 'yes-no'
  | 'zone'
  | 'code'

export interface StepArgument {
  readonly key: string
  readonly label: string
  readonly kind: ArgumentKind
  readonly required?: true
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  readonly hint?: string
}

/** How a step is written: alone (`trim`), with its arguments beside it, or `under` its name. */
export interface StepForm extends Words {
  readonly id: string
  readonly form: 'alone' | 'beside' | 'under'
  /** The step may also be written alone, with usual settings. */
  readonly mayStandAlone?: true
  readonly arguments: readonly StepArgument[]
}

const UNREAD: StepArgument = {
  key: 'unread',
  label: 'A value that cannot be read',
  kind: 'choice',
  choices: [
    { value: 'keep', label: 'stays as it is' },
    { value: 'blank', label: 'becomes blank' },
    { value: 'park', label: 'waits for a person' },
  ],
}
const COUNTRY: StepArgument = { key: 'country', label: 'Country', kind: 'text', hint: 'two letters, such as US' }
const COUNTRY_FIELD: StepArgument = { key: 'countryField', label: 'Field with the country', kind: 'property' }

/** Every step that a value can go through, in the order of the picker. */
export const STEP_FORMS: readonly StepForm[] = [
  { id: 'trim', label: 'Trim', words: 'Takes off spaces at both ends.', form: 'alone', arguments: [] },
  { id: 'upper', label: 'UPPER CASE', words: 'Makes all letters capitals.', form: 'alone', arguments: [] },
  { id: 'lower', label: 'lower case', words: 'Makes all letters small.', form: 'alone', arguments: [] },
  {
    id: 'truncate',
    label: 'Cut to length',
    words: 'Keeps at most so many characters.',
    form: 'beside',
    arguments: [{ key: 'truncate', label: 'Characters', kind: 'number', required: true }],
  },
  {
    id: 'default',
    label: 'Use a default',
    words: 'Fills a blank with this text.',
    form: 'beside',
    arguments: [{ key: 'default', label: 'Text', kind: 'text', required: true }],
  },
  {
    id: 'fallback',
    label: 'Use other fields',
    words: 'Fills a blank from other fields of the same record.',
    form: 'beside',
    arguments: [{ key: 'fallback', label: 'Fields', kind: 'properties', required: true }],
  },
  {
    id: 'fallbackLocalPart',
    label: 'Use the name in the e-mail',
    words: 'Fills a blank with the part before the @.',
    form: 'beside',
    arguments: [{ key: 'fallbackLocalPart', label: 'E-mail field', kind: 'property', required: true }],
  },
  {
    id: 'map',
    label: 'Replace values',
    words: 'Turns listed values into others, in this direction only.',
    form: 'beside',
    arguments: [
      { key: 'map', label: 'Values', kind: 'table', required: true },
      { key: 'otherwise', label: 'All other values become', kind: 'text' },
      {
        key: 'unmapped',
        label: 'Otherwise other values',
        kind: 'choice',
        choices: [
          { value: 'keep', label: 'stay as they are' },
          { value: 'park', label: 'wait for a person' },
        ],
      },
      { key: 'each', label: 'Each choice of a multiple choice by itself', kind: 'yes-no' },
    ],
  },
  {
    id: 'phone',
    label: 'Phone number',
    words: 'Writes numbers in the international form, such as +14155550123.',
    form: 'under',
    mayStandAlone: true,
    arguments: [COUNTRY, COUNTRY_FIELD, UNREAD],
  },
  {
    id: 'country',
    label: 'Country',
    words: 'Turns names and codes of countries into one form.',
    form: 'beside',
    arguments: [
      {
        key: 'country',
        label: 'Form',
        kind: 'choice',
        required: true,
        choices: [
          { value: 'iso2', label: 'two letters (US)' },
          { value: 'iso3', label: 'three letters (USA)' },
          { value: 'name', label: 'English name' },
        ],
      },
      UNREAD,
    ],
  },
  {
    id: 'state',
    label: 'State or province',
    words: 'Turns names and codes of states into one form; the country says which.',
    form: 'beside',
    arguments: [
      {
        key: 'state',
        label: 'Form',
        kind: 'choice',
        required: true,
        choices: [
          { value: 'code', label: 'code (GA)' },
          { value: 'iso', label: 'with the country (US-GA)' },
          { value: 'name', label: 'name' },
        ],
      },
      COUNTRY,
      COUNTRY_FIELD,
      UNREAD,
    ],
  },
  {
    id: 'split',
    label: 'Take one part',
    words: 'Cuts the text apart and keeps one part.',
    form: 'beside',
    arguments: [
      { key: 'split', label: 'Cut at', kind: 'text', required: true },
      { key: 'index', label: 'Part', kind: 'number', required: true, hint: '0 is the first, -1 the last' },
    ],
  },
  {
    id: 'join',
    label: 'Join fields',
    words: 'Puts several fields of the record into one.',
    form: 'beside',
    arguments: [
      { key: 'join', label: 'Fields', kind: 'properties', required: true },
      { key: 'separator', label: 'Between them', kind: 'text' },
    ],
  },
  {
    id: 'number',
    label: 'Calculate',
    words: 'Multiplies and rounds a number exactly.',
    form: 'under',
    arguments: [
      { key: 'times', label: 'Times', kind: 'text', hint: 'such as 100 or 0.01' },
      { key: 'scale', label: 'Digits after the point', kind: 'number' },
      {
        key: 'rounding',
        label: 'Rounding',
        kind: 'choice',
        choices: ['half-up', 'half-even', 'down', 'up'].map((value) => ({ value, label: value })),
      },
    ],
  },
  {
    id: 'boolean',
    label: 'Yes or no',
    words: 'Reads words as yes or no.',
    form: 'under',
    mayStandAlone: true,
    arguments: [
      { key: 'true', label: 'Words for yes', kind: 'texts', required: true },
      { key: 'false', label: 'Words for no', kind: 'texts', required: true },
      UNREAD,
    ],
  },
  { id: 'plainText', label: 'Plain text', words: 'Takes the formatting off.', form: 'alone', arguments: [] },
  { id: 'richText', label: 'Formatted text', words: 'Turns lines into paragraphs.', form: 'alone', arguments: [] },
  {
    id: 'owner',
    label: 'Same person',
    words: 'Turns an owner of one CRM into the same person in the other.',
    form: 'beside',
    mayStandAlone: true,
    arguments: [
      {
        key: 'owner',
        label: 'Somebody unknown',
        kind: 'choice',
        choices: [
          { value: 'fallback', label: 'becomes the fallback owner' },
          { value: 'blank', label: 'becomes blank' },
          { value: 'park', label: 'waits for a person' },
        ],
      },
    ],
  },
  {
    id: 'dateToNoon',
    label: 'Day to point in time',
    words: 'Makes noon of that day.',
    form: 'beside',
    arguments: [{ key: 'dateToNoon', label: 'Time zone', kind: 'zone', required: true }],
  },
  {
    id: 'noonToDate',
    label: 'Point in time to day',
    words: 'Makes the day it is then.',
    form: 'beside',
    arguments: [{ key: 'noonToDate', label: 'Time zone', kind: 'zone', required: true }],
  },
  {
    id: 'expression',
    label: 'Formula',
    words: 'Computes the value by a JSONata expression; `value` is the value so far.',
    form: 'beside',
    arguments: [
      { key: 'expression', label: 'Expression', kind: 'code', required: true },
      { key: 'fields', label: 'Other fields it reads', kind: 'properties' },
    ],
  },
]
