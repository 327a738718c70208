export const secret = 'hidden';
