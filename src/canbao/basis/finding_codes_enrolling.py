"""The finding codes of enrolling: what stands in the way, and what to do about it."""

from __future__ import annotations

from canbao.basis.findings import FindingCode
from canbao.basis.findings import coded as row

ENROLLING: tuple[FindingCode, ...] = (
    row(
        "enrol_covered",
        "error",
        "此人已参保：{scheme}，{nearness}，{since} 至 {through}。没有参保。",
        "The person is covered already: {scheme}, {nearness}, {since} to {through}. Nobody was enrolled.",
        "用 canbao person show {person} 查看；在外地的用 canbao inquiry ask 协查。",
        "See canbao person show {person}; ask another place with canbao inquiry ask.",
    ),
    row(
        "enrol_changed",
        "error",
        "此人的参保记录正被他人办理，没有参保。",
        "Somebody else is changing the cover of this person; nobody was enrolled.",
        "用 canbao person show {person} 查看后再办理。",
        "See canbao person show {person}, then try again.",
    ),
    row(
        "enrol_merged",
        "error",
        "此档案已并入 {into} 号。",
        "This file was merged into number {into}.",
        "为 {into} 号办理。",
        "Enrol number {into}.",
    ),
    row(
        "enrol_not_living",
        "error",
        "所选期间内，此人已死亡或尚未出生。",
        "The person has died by then, or is not yet born.",
        "用 canbao person show {person} 核对死亡和出生日期；有误的用 canbao correction 更正。",
        "Check death and birth with canbao person show {person}; put what is wrong right by canbao correction.",
    ),
    row(
        "enrol_no_pooling_place",
        "error",
        "此地区不是现行的统筹地区（省、市、县级）。",
        "The place is no pooling place in force (province, city or county).",
        "用 --place 给出县（区）级或以上的代码，见 canbao places show。",
        "Give the code of a county or above with --place; see canbao places show.",
    ),
    row(
        "enrol_days_outside",
        "error",
        "参保期间须在 {year} 年度之内，最早自上年 9 月 1 日起（xz11/3d），且终止晚于起始。",
        "Cover must lie in coverage year {year}, begin on 1 September before at the earliest (xz11/3d), and end later.",
        "改正 --year、--from 或 --until。",
        "Correct --year, --from or --until.",
    ),
    row(
        "enrol_nothing_beside",
        "error",
        "没有可以与之重叠的参保，或重叠不在年度开始之前，或不是居民医保。",
        "There is no cover to stand beside, or not before the coverage year begins, or it is not the resident scheme.",
        "不用 --beside 办理。",
        "Enrol without --beside.",
    ),
    row(
        "enrol_basis_missing",
        "error",
        "没有此人在该地区就学的记录，不能与其他参保重叠（xz11/3d）。",
        "No school of this person at that place is known, so cover may not stand beside other cover (xz11/3d).",
        "导入学籍名册（canbao feed import），或用 canbao correction 凭证明补记。",
        "Import the rosters of schools (canbao feed import), or record it with proof by canbao correction.",
    ),
    row(
        "enrol_window_unknown",
        "warning",
        "不知道 {year} 年度的集中缴费期，没有记录是否在期内缴费。",
        "The collection window of {year} is not known, so whether it was paid in it is not recorded.",
        "用 --in-window 或 --outside-window 说明后另行更正。",
        "Say it with --in-window or --outside-window, or put it right by a correction.",
    ),
)
