import type { Choices } from './dice.ts'

/** A list written as text, parted by semicolons; there must be at least one word. */
export function listed(text: string): Choices {
  const [first = '', ...rest] = text.split(';').map((word) => word.trim())
  return [first, ...rest]
}

/** Given and family names from many places, combined at random; no person is meant. */
export const FIRST_NAMES = listed(`
  Aisha; Åsa; Bruno; Chloé; Dáithí; Désirée; Elif; Émile; Farida; Gonçalo; Hana; Hélène; Ibrahim;
  Ingrid; Jamal; Jürgen; Keiko; Kwame; Łukasz; Lucía; Mateo; Mei; Nia; Noémie; Olga; Ottilie; Priya;
  Quentin; Raúl; Rosalind; Søren; Sunil; Thandiwe; Tomás; Uma; Viktor; Wanjiru; Xiomara; Yusuf; Zoë;
  Anne-Marie; Björn; Callum; Dara; Esther; Felix
`)

export const LAST_NAMES = listed(`
  Abara; Ångström; Bautista; O'Connell; Çelik; Delacroix; Dvořák; Eriksen; Fernández; García-Lorca;
  Grünewald; Haddad; Horváth; Ibáñez; Ivanova; Jørgensen; Kaplan; Kowalczyk; Lefèvre; D'Amico;
  Mahlangu; Möller; Nakamura; Ndiaye; Núñez; Okafor; Østergaard; Pappas; Pálsson; Quist; Rahman; Rossi;
  Saarinen; Schäfer; Silva; Tanaka; Thibault; Ueda; van der Meer; Vargas; Weiß; Yıldız; Zhou; Żak;
  St. Clair; Brandt; Castellanos; Drummond; Ekström; Fairweather; Huang
`)

export const JOB_TITLES = listed(`
  VP Operations; vp operations; Head of Purchasing; IT Director; Director, IT; CFO; COO; Operations manager;
  OPERATIONS MANAGER; Procurement Lead; Warehouse Manager; Chief of Staff; Analyst; Founder; Finance Manager;
  Plant manager; Sr. Buyer; Senior Buyer; Marketing Director; Student
`)

/** Mail providers of people who gave no company address. */
export const MAIL_DOMAINS: Choices = ['inboxly.example', 'postbox.example', 'webmail.example']

// Letters that do not come apart into a base letter and a mark.
const LETTERS: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', ß: 'ss', ı: 'i', æ: 'ae', đ: 'd' }

/** Lower-case ASCII: "Jürgen Weiß" gives "jurgen weiss". Other characters stay. */
export function foldToAscii(text: string): string {
  const plain = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '')
  return plain.replaceAll(/[øłßıæđ]/g, (letter) => LETTERS[letter] ?? letter)
}
