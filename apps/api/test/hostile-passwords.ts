/** Text that estimators of passwords work long at: every part of it can be read in many ways. */
export const hostilePasswords = (length: number) => [
  'abcdefghijklmnopqrstuvwxyz9', 'abc9', 'annamariapassword123456789annama', '4@8({[<36&#!1/|09$5+7%2', '5512345678$954@554@5', 'ba|-|11/1/annamaria|',
  'monkeye1991monkey', '1|!l', '11.11.1991', '111213', 'the', 'aA', 'qazwsxedc', 'onetwothreemonday', 'İ', '1annamariaaaaa',
].map(part => part.repeat(Math.ceil(length / part.length)).slice(0, length))
