# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
# Run with cmake -P: writes OUTPUT, a C++ file with the content of every FILES entry (separated by commas) as
# `const EmbeddedText NAMESPACE::kTexts[]` = {file name, text}, ended by an empty entry.
string(REPLACE "," ";" FILES "${FILES}")
set(body "")
set(table "")
set(index 0)
foreach(file IN LISTS FILES)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND body "static const unsigned char text${index}[] = {${bytes}0};\n")
    string(APPEND table "    {\"${name}\", reinterpret_cast<const char *>(text${index})},\n")
    math(EXPR index "${index}+1")
endforeach()
file(WRITE "${OUTPUT}.new" "#include \"${HEADER}\"\n${body}namespace ${NAMESPACE} {\nconst EmbeddedText kTexts[] = {\n${table}    {nullptr, nullptr},\n};\n}\n")
execute_process(COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${OUTPUT}.new" "${OUTPUT}")
file(REMOVE "${OUTPUT}.new")
