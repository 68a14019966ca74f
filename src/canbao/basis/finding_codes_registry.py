"""The finding codes of the registry: who a record is about, what its parts say of one another.

One section a subject, in the order of the alphabet; within a section errors stand before warnings and notes.
"""

from __future__ import annotations

from canbao.basis.findings import FindingCode
from canbao.basis.findings import coded as row

REGISTRY: tuple[FindingCode, ...] = (
    # --- certificates: their kinds and numbers
    row(
        "certificate_kind_unknown",
        "error",
        "不认识的证件类型；最接近的是“{nearest}”。",
        "This is no kind of certificate; the nearest is '{nearest}'.",
        "填写平台的 psn_cert_type 代码，如 01。",
        "Give a code of the platform's psn_cert_type, as 01.",
    ),
    row(
        "certificate_number_missing",
        "error",
        "没有证件号码。",
        "There is no certificate number.",
        "补上号码；尚无号码的新生儿，填写出生医学证明编号。",
        "Give the number; for a newborn without one, that of the birth certificate.",
    ),
    row(
        "certificate_number_masked",
        "error",
        "证件号码带有遮盖符号，不是完整号码。",
        "The certificate number is masked, not whole.",
        "向提供部门索取未遮盖的号码。",
        "Ask the department for the number without the mask.",
    ),
    row(
        "certificate_number_rounded",
        "error",
        "证件号码被电子表格当作数值，末几位已丢失。",
        "A spreadsheet took the certificate number for an amount, and its last digits are lost.",
        "把该列设为文本格式，从来源系统重新导出。",
        "Set the column to text and export it again from where it came.",
    ),
    row(
        "certificate_number_form",
        "error",
        "{kind}号码的形式不对：应为{expected}{fits}。",
        "This is no number of the kind {kind}: expected {expected}{fits}.",
        "核对证件类型与号码。",
        "Check the kind and the number against the certificate.",
    ),
    row(
        "certificate_check_character",
        "error",
        "证件号码的校验码不符：有一位写错，或相邻两位颠倒。",
        "The check character of the certificate number is wrong: a digit is mistaken, or two neighbours are exchanged.",
        "对照证件改正；也可按姓名和出生日期查找最可能的号码。",
        "Correct it from the certificate; with name and day of birth the likeliest number can be looked for.",
    ),
    row(
        "certificate_birth_impossible",
        "error",
        "证件号码中的出生日期不存在。",
        "The certificate number states a day of birth that does not exist.",
        "对照证件改正号码。",
        "Correct the number from the certificate.",
    ),
    row(
        "certificate_birth_in_future",
        "error",
        "证件号码中的出生日期晚于 {day}。",
        "The certificate number states a day of birth after {day}.",
        "对照证件改正号码。",
        "Correct the number from the certificate.",
    ),
    row(
        "certificate_kind_corrected",
        "warning",
        "填写的类型是{given}，号码却是{kind}的，按后者处理。",
        "The kind given is {given}, but the number is one of the kind {kind}, and is taken as that.",
        "核对证件类型，在来源中改正。",
        "Check the kind and correct it at its source.",
    ),
    row(
        "certificate_number_unusual",
        "warning",
        "{kind}号码的形式少见：通常为{expected}。",
        "An unusual number for the kind {kind}: mostly {expected}.",
        "对照证件核对；无误即可。",
        "Check it against the certificate; if it agrees, nothing is to be done.",
    ),
    row(
        "certificate_region_out_of_time",
        "warning",
        "证件号码的行政区划 {region} 与出生年份 {year} 不相称：可以编号的年份里没有这一区划。",
        "The region {region} does not go with a birth in {year}: it did not exist when such numbers were given.",
        "多年后才首次编号的属正常；另有疑点时对照户口簿核对。",
        "Right where the number was first given many years later; if more is in doubt, compare the household register.",
    ),
    row(
        "certificate_birth_differs",
        "warning",
        "证件号码中的出生日期与记录的 {day} 不同。",
        "The certificate number states another day of birth than the {day} of the record.",
        "对照证件与户口簿核对，改正其中一处。",
        "Compare certificate and household register, and correct one of the two.",
    ),
    row(
        "certificate_sex_differs",
        "warning",
        "证件号码中的性别与记录的不同（{sex}）。",
        "The certificate number states another sex than the record ({sex}).",
        "对照证件与户口簿核对，改正其中一处。",
        "Compare certificate and household register, and correct one of the two.",
    ),
    row(
        "certificate_region_differs",
        "warning",
        "证件号码的行政区划不在记录的首次登记地 {province} 之内。",
        "The region of the certificate number does not lie in {province}, where the record has the first registration.",
        "对照户口簿核对；登记后迁移的不受影响。",
        "Compare the household register; moves after the registration do not matter.",
    ),
    row(
        "certificate_number_of_fifteen",
        "info",
        "15 位旧号码，已换算为 18 位。",
        "An old number of fifteen digits, told in eighteen.",
        "下次提供数据时使用 18 位号码。",
        "Use the number of eighteen digits next time.",
    ),
    # --- taking a file in
    row(
        "row_number_not_mended",
        "error",
        "证件号码校验位不符，按姓名和出生日期也找不到对应的人。",
        "The check character of the number is wrong, and no one is found by name and day of birth.",
        "核对证件号码后改正，再导入这一行。",
        "Look at the certificate, correct the number, and import the row again.",
    ),
    # --- people and the desk
    row(
        "person_not_seen",
        "error",
        "没有这个人，或不在您的管辖范围内。",
        "There is no such person, or not in your area.",
        "按证件号码或姓名、出生日期查找：canbao person find。",
        "Search by number, or by name and birth: canbao person find.",
    ),
    row(
        "attachment_size",
        "error",
        "附件为空，或超过 {most} MB。",
        "The attachment is empty, or larger than {most} MB.",
        "换一个文件，或压缩后再交。",
        "Hand in another file, or a smaller copy.",
    ),
    row(
        "unknown_attachment",
        "error",
        "没有这个附件，或不在您的管辖范围内。",
        "There is no such attachment, or not in your area.",
        "查看此人的附件清单。",
        "Look at the person's list of attachments.",
    ),
    row(
        "correction_without_reason",
        "error",
        "更正须说明理由。",
        "A correction says why.",
        "写明依据，如“提供了外地参保凭证”。",
        "Say on what it rests, as \"a proof of enrolment elsewhere was handed in\".",
    ),
    row(
        "correction_empty",
        "error",
        "更正中没有要终止、也没有要补记的内容。",
        "The correction neither ends nor adds anything.",
        "指明哪条记录有误，或应补记什么。",
        "Say which statement is wrong, or what is missing.",
    ),
)
