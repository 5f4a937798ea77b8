import type { Terms } from './terms.ts'

export const terms: Terms = {
  lead: 'These terms apply to your account with this sign-in service. “We” are the people who run it; “you” are the person the account belongs to.',
  sections: [
    {
      heading: 'What the account is for',
      paragraphs: [
        'With one account you sign in here and to the services that use this sign-in. What those services offer, and their own rules, are between you and them.',
        'You may use the account if you are old enough to agree to these terms where you live, or if a parent or guardian agrees for you.',
      ],
    },
    {
      heading: 'What we keep about you',
      paragraphs: [
        'Your username, your e-mail address, the name you choose to be called by, and the language you read. Your password is kept only as a hash, from which nobody, including us, can read it.',
        'For your safety we also keep where and when you signed in: the time, the network address and the kind of browser; and a record of important changes to your account.',
        'We do not sell any of this, and we do not use it for advertising. Other services receive only what you allow when you sign in to them.',
      ],
    },
    {
      heading: 'Cookies',
      paragraphs: [
        'We set two cookies and no others: one keeps you signed in, one lets us recognise a browser you have used before, so that strangers who guess at your password cannot lock you out. Neither follows you to other sites.',
      ],
    },
    {
      heading: 'What we ask of you',
      paragraphs: [
        'Choose a password you use nowhere else, and keep it to yourself. Tell the truth about your e-mail address: it is the way back in if you forget the password.',
        'Do not use somebody else’s account, do not try to get around the protections of this service, and do not disturb it for others, for example by automated mass registration.',
      ],
    },
    {
      heading: 'What you can expect of us',
      paragraphs: [
        'We protect your data with care, tell you by e-mail when something important about your account changes, and tell you without delay if your data should ever fall into wrong hands.',
        'We aim to be there at all times, but cannot promise that the service never fails. Where the law allows, we are liable only for damage we cause with intent or gross negligence.',
      ],
    },
    {
      heading: 'Your data is yours',
      paragraphs: [
        'On the account page you can download everything we hold about you, change it, and delete the account. Deletion takes effect at once; copies in backups disappear as the backups are replaced.',
        'We may close an account that breaks these terms or has been taken over. Where we can, we tell you first and why.',
      ],
    },
    {
      heading: 'When the terms change',
      paragraphs: [
        'Each version has a number, shown at the top of this page, and we keep which one you accepted and when. If a change matters to you, we ask you again before it applies.',
        'Questions are answered by the people who run this service; you find them through the service you came from.',
      ],
    },
  ],
}
