// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/format.h"

#include <array>

namespace trainyard::media {

namespace {

bool has(ByteView file, std::size_t at, std::string_view magic) {
    return file.size() >= at + magic.size() && asText(file.subspan(at, magic.size())) == magic;
}

std::string_view isoMediaName(ByteView file) {
    // ISO/IEC 14496-12: the major brand of the ftyp box tells the family.
    for (const std::string_view brand : {"avif", "avis"})
        if (has(file, 8, brand))
            return "AVIF";
    for (const std::string_view brand : {"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"})
        if (has(file, 8, brand))
            return "HEIC";
    if (has(file, 8, "crx "))
        return "Canon CR3";
    return "MP4";
}

} // namespace

ImageFormat formatOf(ByteView file) {
    using namespace std::string_view_literals;
    if (has(file, 0, "\xFF\xD8\xFF"sv))
        return ImageFormat::Jpeg;
    if (has(file, 0, "\x89PNG\r\n\x1A\n"sv))
        return ImageFormat::Png;
    if (has(file, 0, "II*\0"sv) || has(file, 0, "MM\0*"sv) || has(file, 0, "II+\0"sv) || has(file, 0, "MM\0+"sv))
        return ImageFormat::Tiff;
    if (has(file, 0, "RIFF") && has(file, 8, "WEBP"))
        return ImageFormat::WebP;
    if (has(file, 0, "GIF87a") || has(file, 0, "GIF89a"))
        return ImageFormat::Gif;
    // Two letters alone would claim too many texts: the reserved zeros or the header's size must fit too.
    if (has(file, 0, "BM") && file.size() >= 26) {
        const auto headerSize = readLittleEndian<std::uint32_t>(file, 14);
        if (headerSize >= 12 && headerSize <= 124)
            return ImageFormat::Bmp;
    }
    return ImageFormat::Unknown;
}

std::string_view formatName(ImageFormat format) {
    switch (format) {
    case ImageFormat::Jpeg: return "JPEG";
    case ImageFormat::Png: return "PNG";
    case ImageFormat::Tiff: return "TIFF";
    case ImageFormat::WebP: return "WebP";
    case ImageFormat::Bmp: return "BMP";
    case ImageFormat::Gif: return "GIF";
    case ImageFormat::Unknown: break;
    }
    return "?";
}

std::string_view foreignFormatName(ByteView file) {
    using namespace std::string_view_literals;
    struct Signature {
        std::size_t at;
        std::string_view magic;
        std::string_view name;
    };
    static constexpr std::array signatures{
        Signature{0, "SIMPLE  ="sv, "FITS"},
        Signature{0, "8BPS"sv, "Photoshop"},
        Signature{128, "DICM"sv, "DICOM"},
        Signature{0, "\0\0\x01\0"sv, "ICO"},
        Signature{0, "\0\0\x02\0"sv, "CUR"},
        Signature{0, "\xFF\x4F\xFF\x51"sv, "JPEG 2000"},
        Signature{4, "jP  \r\n\x87\n"sv, "JPEG 2000"},
        Signature{0, "\xFF\x0A"sv, "JPEG XL"},
        Signature{4, "JXL \r\n\x87\n"sv, "JPEG XL"},
        Signature{0, "v/1\x01"sv, "OpenEXR"},
        Signature{0, "#?RADIANCE"sv, "Radiance HDR"},
        Signature{0, "DDS "sv, "DDS"},
        Signature{0, "qoif"sv, "QOI"},
        Signature{0, "gimp xcf"sv, "XCF"},
        Signature{0, "%PDF-"sv, "PDF"},
        Signature{0, "%!PS"sv, "PostScript"},
        Signature{0, "\xC5\xD0\xD3\xC6"sv, "PostScript"},
        Signature{0, "PK\x03\x04"sv, "ZIP"},
        Signature{0, "\x1F\x8B"sv, "gzip"},
        Signature{0, "\0\x05\x16\x07"sv, "AppleDouble"},
        Signature{0, "\x1A\x45\xDF\xA3"sv, "Matroska"},
        Signature{0, "AT&TFORM"sv, "DjVu"},
        Signature{0, "\x89MNG\r\n\x1A\n"sv, "MNG"},
        Signature{0, "\x93NUMPY"sv, "NumPy"},
        Signature{0, "\x89HDF\r\n\x1A\n"sv, "HDF5"},
        Signature{0, "<svg"sv, "SVG"},
        Signature{0, "/* XPM */"sv, "XPM"},
        Signature{0, "IIRO"sv, "Olympus ORF"},
        Signature{0, "IIU\0"sv, "Panasonic RW2"},
        Signature{0, "FUJIFILM"sv, "Fujifilm RAF"},
    };
    for (const Signature &signature : signatures)
        if (has(file, signature.at, signature.magic))
            return signature.name;
    if (has(file, 4, "ftyp"))
        return isoMediaName(file);
    if (has(file, 0, "RIFF") && has(file, 8, "AVI "))
        return "AVI";
    if (file.size() >= 3 && file[0] == 'P' && file[1] >= '1' && file[1] <= '7' &&
        (file[2] == '\n' || file[2] == ' ' || file[2] == '\r' || file[2] == '\t'))
        return "Netpbm";
    return {};
}

} // namespace trainyard::media
