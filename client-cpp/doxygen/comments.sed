# Makes plain comments documentation, and names things as users do.

# Users never write the inline namespace.
s,^namespace jsinterop::inline client,namespace jsinterop,
# The comment at the head of a file documents the file.
1 s,^// ,/// @file\n/// ,
# What is indented in a comment is code or a table.
s,^( *)//   ( *)(.*)$,\1///      \2\3,
s,^( *)//( .*)?$,\1///\2,
# A comment behind a declaration documents it.
s,([^ /]) +// ([^ ].*)$,\1  ///< \2,
s,^(#include.*[">]|}) +///< .*$,\1,
